import type { Attribute, Catalog, Scope } from '../model.ts'
import { showText } from '../read/text.ts'
import { type Finding, listLive, nameOf, type Rule } from './rule.ts'

/** Finds attributes without a brief. A scope without one is not read at all. */
export const findUndescribed: Rule = ({ attributes }, { doubtful }) =>
  listLive(attributes)
    .filter((entry) => entry.brief.trim() === '' && !doubtful.has(entry))
    .map((entry) => ({ entry, message: `The attribute ${showText(entry.name)} has no \`brief\`.` }))

/** Finds briefs and notes that are not finished. */
export const findUnfinished: Rule = (catalog, { locate }) =>
  listEntries(catalog).flatMap((entry) =>
    (['brief', 'note'] as const).flatMap((key): Finding[] => {
      const word = /\b(?:TODO|FIXME|XXX|TBD|HACK)\b/.exec(entry[key])?.[0]
      if (!word) return []
      const message = `The \`${key}\` of ${showText(nameOf(entry))} says ${showText(word)}.`
      return [{ entry, message, place: locate(entry, key) }]
    }),
  )

/** Finds briefs that do not end as a sentence. */
export const findFragments: Rule = (catalog, { locate }) =>
  listEntries(catalog)
    .filter(({ brief }) => brief.trim() !== '' && !/[.!?…)"'`]$/.test(brief.trim()))
    .map((entry) => ({
      entry,
      message: `The brief of ${showText(nameOf(entry))} does not end with a full stop.`,
      place: locate(entry, 'brief'),
    }))

const MAX_LENGTH = 4000

/** Finds texts that no reader of generated code wants to scroll past. */
export const findLongTexts: Rule = (catalog, { locate }) =>
  listEntries(catalog).flatMap((entry) =>
    (['brief', 'note'] as const)
      .filter((key) => entry[key].length > MAX_LENGTH)
      .map((key) => ({
        entry,
        message: `The \`${key}\` of ${showText(nameOf(entry))} has ${entry[key].length} characters.`,
        place: locate(entry, key),
      })),
  )

const RE_WORD = /^(?:y|n|yes|no|on|off)$/i

/** Finds values of enums that YAML 1.1 takes for truth values, and that stand there without quotes. */
export const findTruthWords: Rule = ({ attributes, files }) => {
  const texts = new Map(files.map(({ file, text }) => [file, text]))
  return listLive(attributes).flatMap((entry) =>
    entry.members
      .filter(({ value, place }) => {
        // With quotes, the place begins with one.
        return RE_WORD.test(value) && texts.get(place.file)?.startsWith(value, place.start)
      })
      .map(({ value, place }) => ({
        entry,
        message: `Other readers of YAML take ${showText(value)} for a truth value.`,
        place,
        notes: [`put it in quotes: '${value}'`],
      })),
  )
}

function listEntries({ scopes, attributes }: Catalog): (Scope | Attribute)[] {
  return [...listLive(scopes), ...listLive(attributes)]
}
