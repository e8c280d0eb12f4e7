import { hash } from '../hash.ts'
import { hex } from '../random-hex.ts'

/** Cuts a text that is too long, and ends it with a hash of all of it: two long texts stay two. No half characters. */
export function fitText(text: string, max: number): string {
  return cutText(text, max).toWellFormed()
}

/** The same for who takes care of half characters. */
export function cutText(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 9)}~${hashText(text)}`
}

/** Eight hexadecimal digits, the same in every process: what is told apart by them keeps its name. */
export function hashText(text: string): string {
  return hex(hash(text))
}
