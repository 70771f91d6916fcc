import { avatarPath } from '../avatar.ts';
import type { User } from '../users.ts';
import { html } from './html.ts';
import type { View } from './view.ts';

export function profile({ site }: View, user: User) {
  return {
    title: `User Profile: ${user.displayName}`,
    main: html`
<main id="content" class="wide">
  <div class="page-head"><h1>${user.displayName}</h1><div class="aui-buttons"><button class="aui-button" id="redraw-header" type="button">Draw the header anew</button></div></div>
  <section class="card profile">
    <span class="aui-avatar aui-avatar-xlarge"><span class="aui-avatar-inner"><img src="${avatarPath(site, user, 96)}" alt=""></span></span>
    <dl class="details">
      <dt>Username</dt><dd>${user.name}</dd>
      <dt>Full name</dt><dd>${user.displayName}</dd>
      <dt>Email</dt><dd>${user.email}</dd>
      <dt>Groups</dt><dd>${user.groups.join(', ')}</dd>
    </dl>
  </section>
</main>`,
  };
}
