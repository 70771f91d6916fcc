/** Profile menus as the products serve them, shortened; for tests. */
export const jira7 = `
<meta name="ajs-remote-user" content="alice">
<li id="user-options">
  <a id="header-details-user-fullname" class="aui-dropdown2-trigger" aria-haspopup="true"
     aria-owns="user-options-content" data-username="alice" href="/secure/ViewProfile.jspa"></a>
  <div id="user-options-content" class="aui-dropdown2 aui-style-default">
    <div class="aui-dropdown2-section">
      <ul id="personal" class="aui-list-truncate">
        <li><a id="view_profile" href="/secure/ViewProfile.jspa">Profile</a></li>
      </ul>
    </div>
  </div>
</li>`;

export const jira10 = `
<li id="user-options">
  <a id="header-details-user-fullname" class="aui-dropdown2-trigger aui-button-round"
     aria-label="User Profile" aria-haspopup="true" aria-controls="user-options-content" href="#"></a>
  <div id="user-options-content" class="aui-dropdown2 aui-style-default aui-layer" tabindex="-1">
    <div class="aui-dropdown2-section">
      <ul id="personal" class="aui-list-truncate" role="menu">
        <li role="presentation"><a id="view_profile" href="/secure/ViewProfile.jspa">Profile</a></li>
      </ul>
    </div>
  </div>
</li>`;

export const confluence7 = `
<a id="user-menu-link" class="aui-dropdown2-trigger" href="#" data-username="alice"
   aria-controls="user-menu-link-content"></a>
<nav id="user-menu-link-content" class="aui-dropdown2 aui-style-default aui-layer">
  <div class="aui-dropdown2-section">
    <ul id="user-menu-link-user-preferences" class="aui-list-truncate section-user-preferences first">
      <li><a id="view-user-profile-link" class="user-item" href="/users/viewmyprofile.action">Profile</a></li>
    </ul>
  </div>
</nav>`;

/** Jira draws the container for anonymous visitors too; some versions with an empty list. */
export const anonymousJira = `
<meta name="ajs-remote-user" content="">
<li id="user-options">
  <a class="aui-nav-link login-link" href="/login.jsp">Log In</a>
  <div id="user-options-content" class="aui-dropdown2 aui-style-default">
    <div class="aui-dropdown2-section"><ul id="personal"></ul></div>
  </div>
</li>`;
