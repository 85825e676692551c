/** The icons: lines on a grid of 20, in the colour of the text around them. Each stands beside words that say the same. */

const NAMESPACE = 'http://www.w3.org/2000/svg';

const PATHS = {
  back: 'M12.5 4.5 7 10l5.5 5.5',
  browser: 'M3 5.5h14v10H3zM3 8.5h14M5.5 7h.01M7.5 7h.01',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  clock: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM10 6v4l2.5 2',
  copy: 'M7.5 7.5h8v8h-8zM12.5 4.5h-8v8',
  cross: 'm5.5 5.5 9 9m0-9-9 9',
  device: 'M4 4.5h12v8.5H4zM2.5 16h15',
  hide: 'M3 10s2.5-4.5 7-4.5S17 10 17 10s-2.5 4.5-7 4.5S3 10 3 10ZM4 16 16 4',
  key: 'M6.5 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7ZM10 10h7.5M14.5 10v3',
  open: 'M11.5 4h4.5v4.5M16 4l-7 7M13 11.5V16H4V7h4.5',
  person: 'M10 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM4.5 16.5c.5-3 2.5-4.5 5.5-4.5s5 1.5 5.5 4.5',
  plus: 'M10 4.5v11M4.5 10h11',
  renew: 'M16 9a6 6 0 1 0-1.5 5M16.5 4.5V9H12',
  search: 'M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4ZM12.7 12.7 16.5 16.5',
  show: 'M3 10s2.5-4.5 7-4.5S17 10 17 10s-2.5 4.5-7 4.5S3 10 3 10ZM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z',
  signOut: 'M8 4H4.5v12H8M8.5 10h8M13.5 6.5 17 10l-3.5 3.5',
  warning: 'M10 3.5 17.5 16.5h-15ZM10 8.5v3.5M10 14.3v.01',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon, hidden from those who cannot see it. */
export function icon(name: IconName): SVGElement {
  return drawing('0 0 20 20', 'icon', [PATHS[name]]);
}

/** The mark of this page: a clock whose hand is a key. */
export function mark(): SVGElement {
  return drawing('0 0 32 32', 'mark', [
    'M22.9 11.2A8.6 8.6 0 1 1 16 7.4',
    'M16 16V7.4M16 16l5.6 3.6M16 11.6h3',
  ]);
}

function drawing(viewBox: string, name: string, paths: readonly string[]): SVGElement {
  const svg = document.createElementNS(NAMESPACE, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('class', name);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  for (const data of paths) {
    const path = document.createElementNS(NAMESPACE, 'path');
    path.setAttribute('d', data);
    svg.append(path);
  }
  return svg;
}
