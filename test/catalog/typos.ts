import { suggestName } from '../../report/index.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_.'

/** Every name with one edit: each letter left out, each two swapped, and at each place one letter put in or replaced. */
export function* listTypos(name: string): Generator<string> {
  for (let at = 0; at <= name.length; at++) {
    const [before, after] = [name.slice(0, at), name.slice(at)]
    // Not at random: another letter at each place, the same ones in each run.
    const letter = LETTERS[(at * 7 + name.length) % LETTERS.length]!
    yield before + letter + after
    if (after === '') continue
    yield before + after.slice(1)
    yield before + letter + after.slice(1)
    if (after.length > 1) yield before + after[1] + after[0] + after.slice(2)
  }
}

export interface Score {
  readonly asked: number
  readonly right: number
  readonly wrong: readonly string[]
}

/** Counts how often the first suggestion for a typo is the name that was meant. A typo that is a name is none. */
export function scoreSuggestions(names: readonly string[]): Score {
  const known = new Set(names)
  const wrong: string[] = []
  let asked = 0
  for (const name of names) {
    for (const typo of new Set(listTypos(name))) {
      if (known.has(typo) || typo === '') continue
      asked++
      const suggestion = suggestName(typo, names)
      if (suggestion !== name) wrong.push(`${typo} (${name}): ${suggestion}`)
    }
  }
  return { asked, right: asked - wrong.length, wrong }
}
