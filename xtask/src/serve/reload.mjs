// Loads the page anew when its bundle has changed. Only `cargo xtask serve` builds this in, never the package.

const INTERVAL_MILLISECONDS = 500;
let known;

setInterval(async () => {
  const response = await fetch('/main.js', { method: 'HEAD', cache: 'no-store' }).catch(() => null);
  const tag = response?.headers.get('etag') ?? known;
  if (known !== undefined && tag !== known) location.reload();
  known = tag;
}, INTERVAL_MILLISECONDS);
