/** What bundlers call a module: a path, a path with a query, or a name that some plugin made up. */

/** A module that can hold calls, and whose text is a program in JavaScript or TypeScript. */
export interface ModuleId {
  /** The file that it is, or is a part of. */
  readonly file: string
  /** The name that tells the core its language and place; that of the file, but for parts of a component. */
  readonly name: string
  /** Whether the text is what a compiler has made of a component: places in it are not those of the file. */
  readonly isComponent: boolean
  /** Whether it lies in a package, which is not compiled again unless the catalog instruments a function of it. */
  readonly isPackage: boolean
}

/**
 * Endings of programs, before a query: `main.ts?v=1`, `main.ts?worker`. A part of a component carries its language in
 * the query: `App.vue?vue&type=script&lang.ts`.
 */
export const SOURCE_IDS: RegExp = /\.[cm]?[jt]sx?(?:$|\?)|\?vue&type=script.*lang\.[jt]sx?$/

/** Components, which their own compilers turn into JavaScript. */
export const COMPONENT_IDS: RegExp = /\.(?:astro|marko|mdx|riot|svelte|vue)$/

/** Packages are not compiled again: what they emit is their own build's business, but for functions that the catalog names. */
export const PACKAGE_IDS: RegExp = /[\\/]node_modules[\\/]/

/** `?raw`, `?url` and the like ask for the file, not for the program in it. */
const ASSET_QUERY = /[?&](?:raw|url|inline)(?:&|=|$)/

/** Reads the id of a module; `undefined` for one that is passed by. */
export function readModuleId(id: string): ModuleId | undefined {
  if (id.startsWith('\0') || ASSET_QUERY.test(id)) return undefined
  const isPackage = PACKAGE_IDS.test(id)
  const [file, query] = splitQuery(id)
  const part = /^vue&type=script.*lang\.([jt]sx?)$/.exec(query)
  if (part) return { file, name: `${file}.${part[1]}`, isComponent: false, isPackage }
  if (COMPONENT_IDS.test(file))
    return query === '' ? { file, name: `${file}.js`, isComponent: true, isPackage } : undefined
  return SOURCE_IDS.test(file) ? { file, name: file, isComponent: false, isPackage } : undefined
}

function splitQuery(id: string): [file: string, query: string] {
  const at = id.indexOf('?')
  return at === -1 ? [id, ''] : [id.slice(0, at), id.slice(at + 1)]
}
