/* What a page of the products does on its own; runs in the page, beside AUI. */
const contextPath = document.querySelector('meta[name="ajs-context-path"]').content;

/** Some pages of the products throw their header away and draw it anew. */
async function drawHeaderAnew() {
  const response = await fetch(`${contextPath}/playground/header`);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  document.getElementById('header').replaceWith(document.adoptNode(fresh.getElementById('header')));
}

function switchTheme() {
  const isDark = document.documentElement.dataset.colorMode === 'dark';
  const address = new URL(location.href);
  address.searchParams.set('theme', isDark ? 'light' : 'dark');
  location.assign(address);
}

document.addEventListener('click', (event) => {
  if (event.target.closest('#redraw-header')) drawHeaderAnew();
  if (event.target.closest('#theme-button')) switchTheme();
});
