// Lays a site out for serving: pack.mjs debug|release GLUE OUT AREA…
//
// GLUE holds what wasm-bindgen wrote, a folder for each bundle. What pages refer
// to is named by its content and listed in assets.json; the rest of public/
// keeps its names. An OUT that is already of this build is left alone.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { bundle } from 'lightningcss';

const [mode, glue, out, ...areas] = process.argv.slice(2);
const compressed = new Set(['.css', '.js', '.svg', '.wasm']);

// The oldest browsers with :has(), container queries and nesting of some kind.
const version = (major, minor = 0) => (major << 16) | (minor << 8);
const targets = { chrome: version(111), firefox: version(121), safari: version(16, 4) };

const hash = (...parts) => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex').slice(0, 10);
};

async function read() {
  const scripts = ['live', 'alive', 'passkeys'];
  const css = Buffer.from(bundle({ filename: 'style/main.css', minify: true, targets }).code);

  const files = new Map();
  const named = (stem, extension, body) => {
    const path = `pkg/${stem}.${hash(body)}${extension}`;
    files.set(path, body);
    return `/${path}`;
  };
  const code = async (area, locale) => {
    const name = mode === 'debug' ? 'whole' : `${area}-${locale}`;
    const folder = join(glue, name);
    if (existsSync(join(folder, 'snippets'))) {
      throw new Error('a crate ships JavaScript snippets, whose names are not of their content');
    }
    const [js, wasm] = await Promise.all(['ava.js', 'ava_bg.wasm'].map((file) => readFile(join(folder, file))));
    // The page starts each bundle by the same name.
    const entry = Buffer.concat([js, Buffer.from(`\nexport { hydrate_${area} as hydrate };\n`)]);
    return { js: named(`${area}-${locale}`, '.js', entry), wasm: named(name, '.wasm', wasm) };
  };
  const languages = async (area) => ({ en: await code(area, 'en'), fr: await code(area, 'fr') });
  const assets = {
    css: named('main', '.css', css),
    ...Object.fromEntries(
      await Promise.all(scripts.map(async (name) => [name, named(name, '.js', await readFile(`public/${name}.js`))])),
    ),
    bundles: Object.fromEntries(await Promise.all(areas.map(async (area) => [area, await languages(area)]))),
  };
  for (const entry of await readdir('public', { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const path = relative('public', file).split(sep).join('/');
    if (entry.isFile() && !scripts.some((name) => path === `${name}.js`)) files.set(path, await readFile(file));
  }
  const names = [...files.keys()].sort();
  const build = hash(mode, ...names.flatMap((name) => [`\0${name}\0`, files.get(name)]));
  return { files, assets: { build, ...assets } };
}

async function write(path, body) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, body);
  if (mode !== 'release' || !compressed.has(extname(path))) return;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
    promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}

async function present() {
  try {
    return JSON.parse(await readFile(join(out, 'assets.json'), 'utf8')).build;
  } catch {
    return undefined;
  }
}

const { files, assets } = await read();
if ((await present()) !== assets.build) {
  // Written beside OUT and moved into its place, so that a server never sees half of it.
  const next = `${out}.next`;
  const last = `${out}.last`;
  await Promise.all([next, last].map((path) => rm(path, { recursive: true, force: true })));
  await Promise.all([...files].map(([path, body]) => write(join(next, path), body)));
  await writeFile(join(next, 'assets.json'), `${JSON.stringify(assets, null, 2)}\n`);
  if (existsSync(out)) await rename(out, last);
  await rename(next, out);
  await rm(last, { recursive: true, force: true });
}
