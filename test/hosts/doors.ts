/** The doors of all bundlers, by the names of the hosts. */

export { telescopic as esbuild } from '../../transformer/hosts/esbuild.ts'
export { telescopic as rolldown } from '../../transformer/hosts/rolldown.ts'
export { telescopic as rollup } from '../../transformer/hosts/rollup.ts'
export { telescopic as rsbuild } from '../../transformer/hosts/rsbuild.ts'
export { telescopic as rspack } from '../../transformer/hosts/rspack.ts'
export { telescopic as vite } from '../../transformer/hosts/vite.ts'
export { telescopic as webpack } from '../../transformer/hosts/webpack.ts'
