/** The style of the page. Colours by `light-dark`, so that the page follows the system and the button overrules it. */
export const SITE_STYLE: string = `
:root{color-scheme:light dark;--paper:light-dark(#fdfcfa,#15171b);--card:light-dark(#fff,#1c1f25);--ink:light-dark(#22252b,#e4e6ea);--soft:light-dark(#60656f,#9aa1ad);--line:light-dark(#e4e1da,#2d323b);--link:light-dark(#0b5cad,#7db8ff);--mark:light-dark(#fff3d6,#3a2f14);--warn:light-dark(#8a5300,#f0c169);--code:light-dark(#f3f1ec,#272b33);
--span:light-dark(#1d6fb8,#6cb6ff);--event:light-dark(#8a3fb0,#d2a8ff);--counter:light-dark(#1a7f4b,#5fd38d);--gauge:light-dark(#b3541e,#ffa56b);--histogram:light-dark(#9a6700,#e3b341);--attribute:light-dark(#5a6270,#aab3c0)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}html{scroll-padding-top:5.5rem;background:var(--paper);color:var(--ink)}
body{margin:0;font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
code,h3,nav{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code{background:var(--code);border-radius:4px;padding:.1em .3em;font-size:.88em;overflow-wrap:break-word}
header{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;padding:.7rem 1.2rem;background:var(--paper);border-bottom:1px solid var(--line)}
h1{font-size:1.1rem;margin:0}h2{margin:2.5rem 0 1rem;font-size:1.2rem}
.search{flex:1 1 14rem}.search input{width:100%;padding:.45rem .7rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:8px}
.search input:focus{outline:2px solid var(--link);outline-offset:-1px}
.away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.chips{display:flex;flex-wrap:wrap;gap:.35rem}
button{font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:99px;padding:.15rem .65rem;cursor:pointer}
.chip{font-size:.85rem;color:var(--soft)}.chip b,nav b{font-weight:400;color:var(--soft);font-size:.85em}
.chip[aria-pressed=true]{background:var(--ink);color:var(--paper);border-color:var(--ink)}.chip[aria-pressed=true] b{color:inherit}
.page{display:grid;grid-template-columns:minmax(13rem,19rem) minmax(0,1fr);max-width:84rem;margin:auto}
nav{position:sticky;top:3.6rem;align-self:start;min-height:calc(100vh - 3.6rem);max-height:calc(100vh - 3.6rem);overflow:auto;padding:1rem .5rem 2rem 1.2rem;font-size:.82rem;border-right:1px solid var(--line)}
nav ul{list-style:none;margin:0;padding-left:.9rem}nav>ul{padding-left:0}nav li{line-height:1.75}nav summary{cursor:pointer}nav .part{display:block;margin-top:1rem}
main{padding:1rem 1.4rem 6rem;min-width:0}#found,#none{color:var(--soft);margin:.2rem 0 1rem}
article{content-visibility:auto;contain-intrinsic-size:auto 14rem;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--kind,var(--attribute));border-radius:8px;padding:.8rem 1.1rem 1rem;margin:0 0 .9rem}
article:target{outline:2px solid var(--link)}article p{margin:.4rem 0}
.span{--kind:var(--span)}.event{--kind:var(--event)}.counter{--kind:var(--counter)}.gauge{--kind:var(--gauge)}.histogram{--kind:var(--histogram)}.attribute{--kind:var(--attribute)}
h3{display:flex;flex-wrap:wrap;gap:.5rem;align-items:baseline;margin:0;font-size:1rem}h3 a{color:inherit;overflow-wrap:anywhere}.deprecated h3 a{text-decoration:line-through;color:var(--soft)}
.kind,.mark{font:600 .72rem system-ui,sans-serif;border:1px solid;border-radius:99px;padding:.05rem .55rem;color:var(--kind)}.mark{color:var(--soft)}
.note{border-left:3px solid var(--line);padding-left:.8rem;color:var(--soft);font-size:.93em}
.warning{background:var(--mark);color:var(--warn);border-radius:6px;padding:.4rem .7rem}
dl{display:flex;flex-wrap:wrap;gap:.25rem 1.4rem;margin:.5rem 0 0;font-size:.86rem}dl div{display:flex;gap:.45rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto;margin-top:.7rem}table{border-collapse:collapse;width:100%;font-size:.88rem}th{text-align:left;font-weight:500;color:var(--soft)}th,td{padding:.3rem .8rem .3rem 0;border-top:1px solid var(--line);vertical-align:top}thead th{border-top:0}
td:nth-child(3){min-width:7rem}.required{font-weight:600}.recommended,.opt_in,.conditionally_required{color:var(--soft)}small{color:var(--soft)}
.calls{margin-top:.7rem;font-size:.86rem;color:var(--soft)}.calls ul{margin:.3rem 0;padding-left:1.2rem;font-family:ui-monospace,Menlo,Consolas,monospace}
[hidden]{display:none!important}
@media(max-width:50rem){.page{grid-template-columns:minmax(0,1fr)}nav{position:static;min-height:0;max-height:14rem;border-right:0;border-bottom:1px solid var(--line)}}
@media print{header,nav{display:none}.page{display:block}article{break-inside:avoid}}
`
