// What this page has asked the network for: counted here, by the page, so that nobody has to be believed.
const place = document.getElementById('requests');
const seen = new Set();
const show = () => {
  const hosts = new Set([...seen].map((url) => new URL(url).host));
  const others = [...hosts].filter((host) => host !== location.host).length;
  place.textContent = `${seen.size} requests, ${others} to other hosts`;
  place.dataset.count = String(seen.size);
  place.dataset.others = String(others);
};
new PerformanceObserver((list) => {
  for (const { name } of list.getEntries()) if (/^https?:/.test(name)) seen.add(name);
  show();
}).observe({ type: 'resource', buffered: true });
show();
