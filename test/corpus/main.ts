import { checkFile } from './check.ts'
import { countExclusions } from './exclusions.ts'
import { readSources } from './fetch.ts'
import { instrumentFile } from './instrument.ts'
import { PACKAGES } from './packages.ts'
import { reduceDifference, showDifference } from './shrink.ts'

const only = process.argv[2]
const seed = Number(process.argv[3] ?? 1)
const limit = Number(process.argv[4] ?? 20)
for (const source of PACKAGES) {
  if (only && only !== 'all' && source.name !== only) continue
  const start = Date.now()
  const sources = readSources(source)
  const legacy = source.legacyDecorators ?? false
  let [units, comparisons, same, files, lines, bad] = [0, 0, 0, 0, 0, 0]
  for (const [index, { path, text }] of sources.entries()) {
    lines += text.split('\n').length
    const file = instrumentFile(path, text, seed, {
      leftovers: index % 4 === 0,
      runnable: false,
      legacyDecorators: legacy,
      sparse: 6,
    })
    if (!file) continue
    files++
    units += file.planted.units.length
    if (file.twin === file.plain) same++
    const checked = checkFile(file, legacy)
    comparisons += checked.comparisons
    if (checked.differences.length > 0 && bad++ < limit) {
      const reduced = reduceDifference(file, checked.differences[0]!, legacy)
      console.log(
        `\n##### ${source.name} ${path}\n${reduced.forms.join('\n')}\n${reduced.snippet}\n${showDifference(reduced.difference)}`,
      )
    }
  }
  console.log(
    `${source.name}: ${files}/${sources.length} files ${lines} lines ${units} units ${same} same ${comparisons} comparisons ${bad} bad`,
    Object.fromEntries(countExclusions()),
    `${Date.now() - start} ms`,
  )
}
