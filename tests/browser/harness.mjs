/** One real server, one real Chromium, one fresh person a test; every request is written down. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const here = dirname(fileURLToPath(import.meta.url));
export const repo = resolve(here, '../..');
export const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** Starts the built site and a browser. `close()` ends both. */
export async function start() {
  const program = process.env.SKILLKEEP_X ?? resolve(repo, 'target/debug/xtask');
  const server = spawn(program, ['serve', '--no-build', '--port', '0'], { cwd: repo, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((done, fail) => {
    let text = '';
    server.stdout.on('data', (piece) => {
      text += piece;
      const found = /http:\/\/[^\s]+/.exec(text);
      if (found) done(found[0]);
    });
    server.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
  const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return { url, browser, server, close: async () => { await browser.close(); server.kill(); } };
}

/** A fresh person: own storage, requests and errors recorded. */
export async function person(site, options = {}) {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, locale: 'en-GB', timezoneId: 'Europe/Lisbon', ...options });
  const requests = [];
  const problems = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('page', (page) => watch(page, problems));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { context, page, requests, problems };
}

function watch(page, problems) {
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
}

/** Accessibility violations of what is on screen, as short lines. Evaluated, not injected as a tag: the page's CSP allows no foreign script. */
export async function axe(page) {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  return page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`);
  });
}
