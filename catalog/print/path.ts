import type { Catalog } from '../model.ts'

/** Gives the last part of a path of either platform: generated files name the catalog, not the folders of a machine. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path
}

/**
 * Names a file of a catalog without the folders of a machine: from the folder of the catalog, or from the package that
 * publishes it.
 */
export function showSource(catalog: Catalog, file: string): string {
  const path = file.replaceAll('\\', '/')
  const inPackage = path.lastIndexOf('/node_modules/')
  if (inPackage !== -1 && catalog.files.find((each) => each.file === file)?.packageName !== undefined) {
    return path.slice(inPackage + '/node_modules/'.length)
  }
  const folder = catalog.file.replaceAll('\\', '/').slice(0, -baseName(catalog.file).length)
  return path.startsWith(folder) ? path.slice(folder.length) : baseName(path)
}
