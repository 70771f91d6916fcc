/** Words of ten languages: what people call a token after its place and its purpose. */
const languages = [
  [
    'nightly build',
    'release train',
    'backup job',
    'sprint report',
    'Grafana dashboard',
    'smoke tests',
  ],
  ['Nächtlicher Bau', 'Übergabe', 'Größenprüfung', 'Berichtslauf', 'Straßenkarte', 'Zähler'],
  ['déploiement', 'sauvegarde', 'référentiel', 'contrôle qualité', 'façade', 'tâche de nuit'],
  ['compilación', 'señal', 'reunión', 'informe diario', 'migración', 'niño'],
  ['сборка', 'резервная копия', 'отчёт', 'ночной запуск', 'проверка', 'выпуск'],
  ['夜间构建', '部署脚本', '备份任务', '测试报告', '发布流程', '数据同步'],
  ['ビルド', '夜間バッチ', 'デプロイ', 'レポート', 'バックアップ', '監視'],
  ['빌드', '야간 작업', '배포', '보고서', '백업', '모니터링'],
  ['αντίγραφο', 'έκδοση', 'νυχτερινή', 'αναφορά', 'έλεγχος', 'ΟΔΥΣΣΕΥΣ'],
  ['yapı', 'gece işi', 'sürüm', 'İstanbul', 'yedek', 'köprü'],
];

const teams = [
  'payments',
  'search',
  'mobile',
  'data',
  'infra',
  'web',
  'qa',
  'legal',
  'kiosk',
  'edge',
];

/** In every second description. */
export const common = 'pipeline';
/** In one description of each thousand. */
export const rare = 'zeppelin';
/** In one alone. */
export const unique = 'quetzalcoatl';
/** In every second description of another site, and in none of this. */
export const elsewhere = 'marginalia';

/** The description of the token with this number; the same one each time. */
export function descriptionOf(i: number, count: number, random: () => number): string {
  const words = languages[pick(random, languages.length)] ?? [];
  const parts = [
    words[pick(random, words.length)],
    i % 2 === 0 ? common : 'automation',
    teams[pick(random, teams.length)],
    String(pick(random, 10_000)),
    ...(i % 1000 === 7 ? [rare] : []),
    ...(i === count >> 1 ? [unique] : []),
  ];
  return parts.join(' ');
}

export function pick(random: () => number, below: number): number {
  return Math.floor(random() * below);
}
