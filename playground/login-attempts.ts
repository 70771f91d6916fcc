/** From this many failures on, the user has to solve a CAPTCHA on the login page. */
const FAILURES_BEFORE_CAPTCHA = 3;

export type LoginAttempts = ReturnType<typeof createLoginAttempts>;

/** Failed logins of known users; Jira and Confluence keep one count each. */
export function createLoginAttempts() {
  const failures = new Map<string, number>();
  const count = (userName: string) => failures.get(userName.toLowerCase()) ?? 0;

  return {
    count,
    needsCaptcha: (userName: string) => count(userName) >= FAILURES_BEFORE_CAPTCHA,
    failed: (userName: string) => failures.set(userName.toLowerCase(), count(userName) + 1),
    succeeded: (userName: string) => failures.delete(userName.toLowerCase()),
    clear: () => failures.clear(),
  };
}
