/**
 * Makes a check that says yes once for each text: what is worth telling, but not each time. Beyond `limit` texts it says no
 * without remembering them, so that it never grows further.
 */
export function allowOnce(limit = 10_000): (text: string) => boolean {
  const seen = new Set<string>()
  return (text) => {
    if (seen.size >= limit || seen.has(text)) return false
    seen.add(text)
    return true
  }
}
