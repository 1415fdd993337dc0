import { build } from 'esbuild';

await build({
  entryPoints: ['entry.js'],
  bundle: true,
  format: 'iife',
  globalName: 'niivue',
  minify: true,
  legalComments: 'none',
  alias: { zarrita: './no-zarr.js', numcodecs: './no-zarr.js' },
  loader: { '.png': 'dataurl', '.jpg': 'dataurl' },
  banner: { js: '/* NiiVue 0.69.0, Copyright (c) 2021, Niivue, BSD-2-Clause: see niivue.LICENSE */' },
  outfile: '../../apps/viewer/src/main/web/vendor/niivue.js',
});
