/** Cuts a text that is too long, and ends it with a hash of all of it: two long texts stay two. No half characters. */
export function fitText(text: string, max: number): string {
  const fitting = text.length <= max ? text : `${text.slice(0, max - 9)}~${hashText(text)}`
  return fitting.toWellFormed()
}

/** Eight hexadecimal digits (FNV-1a), the same in every process: what is told apart by them keeps its name. */
export function hashText(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
