import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A text file: its name without `.txt`, and what it says. */
export interface Source {
  readonly name: string
  readonly text: string
}

/** Reads the `.txt` files of a folder, in the order of their names. */
export async function readSources(folder: string): Promise<Source[]> {
  const files = await listTexts(folder)
  const sources: Source[] = []
  {
    const paths = files.map((file) => join(folder, file))
    for (const path of paths) {
      const text = await readFile(path, 'utf8')
      sources.push({ name: basename(path, '.txt'), text })
    }
  }
  return sources
}

/** Sorts by code unit: the order of a folder's listing, and of locales, differs between machines. */
async function listTexts(folder: string): Promise<string[]> {
  const files = await readdir(folder)
  return files.filter((file) => file.endsWith('.txt')).sort()
}
