import { type Chrome, showPage } from '../pages/document.ts';
import { logIn, logOut, redirectToLogin } from '../pages/login.ts';
import { profile } from '../pages/profile.ts';
import { type Call, type Route, route } from '../routes.ts';
import type { Content, ContentStore } from './content-store.ts';
import { wikiPage } from './wiki-page.ts';

export function confluencePages(chrome: Chrome, contents: ContentStore): Route[] {
  const show =
    (choose: (call: Call, readable: Content[]) => Content | undefined) => (call: Call) => {
      const readable = contents.readableBy(call.identity.user !== undefined);
      const content = choose(call, readable);
      if (!content) return redirectToLogin(chrome, call);
      return showPage(chrome, call, (view) => wikiPage(view, content, readable));
    };
  const showProfile = (call: Call) => {
    const { user } = call.identity;
    if (!user) return redirectToLogin(chrome, call);
    return showPage(chrome, call, (view) => profile(view, user));
  };
  const home = show((_, [first]) => first);
  return [
    ...['/', '/index.action', '/dashboard.action'].map((path) => route('GET', path, home)),
    route('GET', '/pages/viewpage.action', show(byId)),
    route('GET', '/display/:space', show(bySpace)),
    route('GET', '/display/:space/:title', show(byTitle)),
    route('GET', '/users/viewmyprofile.action', showProfile),
    route('GET', '/users/viewmysettings.action', showProfile),
    route('POST', '/dologin.action', logIn(chrome)),
    route('GET', '/logout.action', logOut(chrome)),
  ];
}

function byId({ request }: Call, readable: Content[]) {
  return readable.find(({ id }) => id === request.query.get('pageId'));
}

function bySpace({ params }: Call, readable: Content[]) {
  return readable.find(({ space }) => space === params.space);
}

function byTitle({ params }: Call, readable: Content[]) {
  const title = params.title?.replaceAll('+', ' ');
  return readable.find((one) => one.space === params.space && one.title === title);
}
