import { useState } from 'preact/hooks';
import { t } from '../../../i18n.ts';
import { SideNav } from '../../components/side-nav.tsx';
import { AuditSection } from './audit-section.tsx';
import { LeaverSection } from './leaver-section.tsx';
import { PolicySection } from './policy-section.tsx';
import { SelfTestSection } from './self-test-section.tsx';
import { useAdministration } from './use-administration.ts';
import { WebhookSection } from './webhook-section.tsx';

const sections = {
  policy: PolicySection,
  audit: AuditSection,
  leaver: LeaverSection,
  webhook: WebhookSection,
  selfTest: SelfTestSection,
};
type Section = keyof typeof sections;
const ids = Object.keys(sections) as Section[];

/** The tab "Administration"; which section is open stands in the window's address. */
export function Administration() {
  const { unsaved } = useAdministration();
  const [section, setSection] = useState<Section>(sectionInAddress);

  const Content = sections[section];

  function go(id: Section) {
    const url = new URL(location.href);
    url.searchParams.set('section', id);
    history.replaceState(null, '', url);
    setSection(id);
  }

  return (
    <SideNav
      label={t('administration.sections')}
      current={section}
      onGo={go}
      items={ids.map((id) => ({
        id,
        label: t(`administration.${id}`),
        mark: isUnsaved(id) ? t('administration.unsaved') : undefined,
      }))}
    >
      <Content />
    </SideNav>
  );

  function isUnsaved(id: Section): boolean {
    return (id === 'policy' || id === 'webhook') && unsaved.value[id];
  }
}

function sectionInAddress(): Section {
  const wanted = new URLSearchParams(location.search).get('section');
  return ids.find((id) => id === wanted) ?? 'policy';
}
