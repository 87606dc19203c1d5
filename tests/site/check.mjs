// Opens built pages in Debian's Chromium and prints what axe-core, the layout and the network say, as JSON.
// Structure is the same in light and dark, so that dark pages are asked for their contrast alone.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [executablePath, folder, mode, ...pages] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const report = { violations: [], wide: [], requests: [], ran: {}, focus: [], passes: 0, dark: [] };

const browser = await chromium.launch({ executablePath, args, headless: true });
const opened = async (name, width, colorScheme, scripts = true) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: scripts });
  const page = await context.newPage();
  page.on('request', request => { if (!request.url().startsWith('file:')) report.requests.push(request.url()); });
  await page.goto(`file://${folder}/${name}`);
  return { context, page };
};

async function audit(name) {
  for (const width of [1280, 320]) {
    for (const scheme of ['light', 'dark']) {
      const { context, page } = await opened(name, width, scheme);
      await page.evaluate(() => document.querySelectorAll('details').forEach(item => { item.open = true; }));
      await page.evaluate(axe);
      const runOnly = scheme === 'light' ? { type: 'tag', values: tags } : { type: 'rule', values: ['color-contrast'] };
      const found = await page.evaluate(only => axe.run(document, { runOnly: only, resultTypes: ['violations'] }), runOnly);
      report.passes += found.passes.length;
      for (const violation of found.violations) {
        report.violations.push({ name, width, scheme, rule: violation.id,
          where: violation.nodes.slice(0, 3).map(node => node.html.slice(0, 160)) });
      }
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if (content > room) report.wide.push({ name, width, content });
      report.dark.push([name, scheme, await page.evaluate(() => getComputedStyle(document.body).backgroundColor)]);
      await context.close();
    }
  }
}

async function focus(name) {
  const { context, page } = await opened(name, 1280, 'light');
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement.getAttribute('href'));
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  report.focus.push({ name, first, outline });
  await context.close();
}

async function run(name) {
  const { context, page } = await opened(name, 1280, 'light');
  report.ran[name] = await page.evaluate(() => window.ran === 1);
  await context.close();
}

const waiting = [...pages];
const worker = async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    if (mode === 'run') await run(name);
    else { await audit(name); await focus(name); }
  }
};
await Promise.all([worker(), worker(), worker()]);
if (mode === 'audit') {
  report.printed = {};
  for (const name of pages.filter(page => page.endsWith('plasty.html') && page.includes('-vs-'))) {
    const { context, page } = await opened(name, 1280, 'light');
    for (const format of ['A4', 'Letter']) {
      const printed = (await page.pdf({ format })).toString('latin1');
      report.printed[`${name} ${format}`] = printed.match(/\/Type\s*\/Page\b/g).length;
    }
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify(report));
