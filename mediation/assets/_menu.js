// The desk's menu: folded on a phone, where it would push the page down; always open where it stands beside it.

const BESIDE = "(min-width: 64em)";

export function foldMenu(menu) {
  const wide = window.matchMedia(BESIDE);
  const fit = () => {
    menu.open = wide.matches;
  };
  fit();
  wide.addEventListener("change", fit);
}
