/**
 * The script of the page, as text: it is for browsers, and no part of ours. It searches, filters and remembers the theme;
 * without it everything can still be read.
 */
export const SITE_SCRIPT: string = `
(() => {
  const $ = (selector) => document.querySelector(selector)
  const articles = [...document.querySelectorAll('article')]
  const chips = [...document.querySelectorAll('.chip')]
  const leaves = [...document.querySelectorAll('nav li')]
  const heading = $('#attributes')
  const all = $('#found').textContent
  const read = (key) => { try { return localStorage.getItem(key) } catch { return null } }
  const keep = (key, value) => { try { localStorage.setItem(key, value) } catch {} }

  const filter = () => {
    const words = $('#search').value.toLowerCase().split(/\\s+/).filter(Boolean)
    const kinds = chips.filter((chip) => chip.getAttribute('aria-pressed') === 'true').map((chip) => chip.dataset.filter)
    const paths = new Set()
    let scopes = 0
    let attributes = 0
    for (const article of articles) {
      const isAttribute = article.classList.contains('attribute')
      const fits = words.every((word) => article.dataset.words.includes(word)) &&
        (kinds.length === 0 || (!isAttribute || kinds.includes('deprecated')) && kinds.some((kind) => article.classList.contains(kind)))
      article.hidden = !fits
      if (!fits) continue
      if (isAttribute) attributes++
      else {
        scopes++
        const parts = article.id.split('.')
        for (let end = 1; end <= parts.length; end++) paths.add(parts.slice(0, end).join('.'))
      }
    }
    const isFiltered = words.length + kinds.length > 0
    for (const leaf of leaves) leaf.hidden = isFiltered && !paths.has(leaf.dataset.path)
    if (isFiltered && scopes <= 60) for (const leaf of leaves) leaf.querySelector(':scope>details')?.setAttribute('open', '')
    $('#found').textContent = isFiltered ? scopes + (scopes === 1 ? ' scope, ' : ' scopes, ') + attributes + (attributes === 1 ? ' attribute' : ' attributes') : all
    $('#none').hidden = scopes + attributes > 0
    if (heading) heading.hidden = attributes === 0
  }

  let timer
  $('#search').addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(filter, 60) })
  for (const chip of chips) chip.addEventListener('click', () => {
    chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'))
    filter()
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== $('#search')) { event.preventDefault(); $('#search').focus() }
    if (event.key === 'Escape') { $('#search').value = ''; filter() }
  })
  // What an address points at must be seen, whatever is searched for.
  addEventListener('hashchange', () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (target?.hidden) { $('#search').value = ''; for (const chip of chips) chip.setAttribute('aria-pressed', 'false'); filter(); target.scrollIntoView() }
  })
  const root = document.documentElement
  const theme = read('telescopic-theme')
  if (theme) root.dataset.theme = theme
  $('#theme').addEventListener('click', () => {
    const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
    root.dataset.theme = isDark ? 'light' : 'dark'
    keep('telescopic-theme', root.dataset.theme)
  })
  const query = new URLSearchParams(location.search).get('q')
  if (query) { $('#search').value = query; filter() }
})()
`
