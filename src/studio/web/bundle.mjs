/* Bundles the pages: node bundle.mjs MAIN OUT.js DEPFILE. OUT.css lies beside; DEPFILE names for make and ninja what was read. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { build } from "esbuild";

const [, , main, out, depfile] = process.argv;
const { metafile } = await build({
  entryPoints: [main], outfile: out, bundle: true, minify: true, format: "esm", target: "es2022", jsx: "automatic", jsxImportSource: "preact",
  metafile: true, logLevel: "warning",
}).catch(() => process.exit(1)); // esbuild has said why
const escaped = (path) => resolve(path).replaceAll(" ", "\\ ");
const outputs = [out, out.replace(/\.js$/, ".css")];
writeFileSync(depfile, `${outputs.join(" ")}: ${Object.keys(metafile.inputs).map(escaped).join(" ")}\n`);
