/** Hashes a text to 32 bits: FNV-1a over its UTF-16 units, the same everywhere. */
export function hash(text: string): number {
  let hashed = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hashed = Math.imul(hashed ^ text.charCodeAt(at), 0x01000193)
  return hashed
}
