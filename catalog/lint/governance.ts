import { type Scope, STABILITIES } from '../model.ts'
import { showText } from '../read/text.ts'
import { type Finding, listLive, nameOf, type Rule } from './rule.ts'

/** Finds scopes that nobody answers for; stable ones are told by another rule. */
export const findUnowned: Rule = ({ scopes }) =>
  listLive(scopes)
    .filter(({ owners, stability }) => owners.length === 0 && stability !== 'stable')
    .map((entry) => ({
      entry,
      message: `The scope ${showText(nameOf(entry))} has no \`owners\`.`,
      notes: ["for all at once: `defaults: { owners: ['@team'] }`"],
    }))

/** Finds stable scopes that nobody answers for. */
export const findUnownedStable: Rule = ({ scopes }) =>
  listLive(scopes)
    .filter(({ owners, stability }) => owners.length === 0 && stability === 'stable')
    .map((entry) => ({ entry, message: `The scope ${showText(nameOf(entry))} is stable and has no \`owners\`.` }))

/** Finds scopes that promise more than their attributes do. */
export const findUnstableParts: Rule = ({ scopes, attributes }) =>
  listLive(scopes).flatMap((entry) => {
    const part = entry.attributes
      .map(({ name }) => attributes.get(name))
      .find((attribute) => attribute && rank(attribute) < rank(entry))
    if (!part) return []
    const message = `The scope ${showText(nameOf(entry))} is ${entry.stability}, its attribute ${showText(part.name)} ${part.stability}.`
    return [{ entry, message, notes: [{ message: 'declared here', place: part.place }] }]
  })

function rank({ stability }: Pick<Scope, 'stability'>): number {
  return STABILITIES.indexOf(stability)
}

/** Finds scopes that nobody will be reminded of. */
export const findUnlimited: Rule = ({ scopes }) =>
  listLive(scopes)
    .filter(({ expires }) => expires === undefined)
    .map((entry) => ({ entry, message: `The scope ${showText(nameOf(entry))} does not say when it \`expires\`.` }))

/** Finds scopes whose day or version has come. */
export const findExpired: Rule = ({ scopes }, { today, version }) =>
  listLive(scopes).flatMap((entry): Finding[] => {
    const { expires } = entry
    if (!expires || !hasCome(expires.text, today, version)) return []
    const message = `The scope ${showText(nameOf(entry))} has expired: ${expires.text}.`
    return [{ entry, message, place: expires.place }]
  })

function hasCome(text: string, today: string, version: string | undefined): boolean {
  if (text === 'never') return false
  if (!text.startsWith('v')) return text <= today
  return version !== undefined && Number.parseInt(version, 10) >= Number(text.slice(1))
}

const MAX_DAYS = 730
const DAY = 86_400_000

/** Finds days that are no reminder. */
export const findFarDays: Rule = ({ scopes }, { today }) =>
  listLive(scopes).flatMap((entry): Finding[] => {
    const { expires } = entry
    if (!expires || !/^\d/.test(expires.text)) return []
    const days = (Date.parse(expires.text) - Date.parse(today)) / DAY
    if (days <= MAX_DAYS) return []
    const message = `The scope ${showText(nameOf(entry))} expires in ${Math.round(days)} days.`
    return [{ entry, message, place: expires.place, notes: ['say `never`, or a day in the next two years'] }]
  })

/** Finds deprecated entries whose day has come. */
export const findOverdue: Rule = ({ scopes, attributes }, { today, locate }) =>
  [...scopes.values(), ...attributes.values()].flatMap((entry): Finding[] => {
    const day = entry.deprecated?.removeAfter
    if (day === undefined || day > today) return []
    const message = `${showText(nameOf(entry))} was to be taken out after ${day}.`
    return [{ entry, message, place: locate(entry.deprecated!, 'remove_after') }]
  })

/** Finds scopes that no call uses, and that the compiler is not told to put around a function either. */
export const findUncalled: Rule = ({ scopes }, { used }) =>
  used === undefined
    ? []
    : listLive(scopes)
        .filter(({ name, instrument }) => !used.has(name) && instrument.length === 0)
        .map((entry) => ({ entry, message: `No call uses the scope ${showText(nameOf(entry))}.` }))
