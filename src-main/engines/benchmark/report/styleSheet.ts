/** Looks of the HTML report: the fonts of the reader's own machine, light or dark as it likes, and ink on paper. */
export const styleSheet = `
:root{color-scheme:light dark;--back:#fff;--card:#f6f7f9;--text:#16191d;--faint:#5c6672;--line:#dde1e6;--accent:#2f6fed;--other:#c2571a;--good:#15803d;--bad:#c02626;--warn:#9a5b00}
@media (prefers-color-scheme:dark){:root{--back:#14171b;--card:#1c2026;--text:#e7eaee;--faint:#9aa5b1;--line:#323942;--accent:#7aa7ff;--other:#f2a65e;--good:#5fce84;--bad:#ff7b72;--warn:#e3b341}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 24px 48px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:19px;margin:36px 0 10px;padding-bottom:6px;border-bottom:1px solid var(--line)}
h3{font-size:15px;margin:20px 0 4px}
h2 small,h3 small{font-weight:400;color:var(--faint)}
p{margin:6px 0;overflow-wrap:anywhere}
.lead{font-size:18px;margin:14px 0}
.faint,footer{color:var(--faint)}.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.figures{display:flex;flex-wrap:wrap;gap:10px;margin:18px 0}
.figures div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 14px;min-width:128px;max-width:100%;display:flex;flex-direction:column;overflow-wrap:anywhere;font-size:13px}
.figures .name{color:var(--faint)}
.figures .value{font-size:24px;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;color:var(--faint);font-weight:500;font-size:12.5px;border-bottom:1px solid var(--line);padding:6px 10px 6px 0}
td{border-bottom:1px solid var(--line);padding:6px 10px 6px 0;vertical-align:top;overflow-wrap:break-word}
td:not(:first-child):not(:last-child){white-space:nowrap}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
dl{display:grid;grid-template-columns:minmax(120px,max-content) 1fr;gap:4px 18px;margin:8px 0;font-size:14px}
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
ul{padding-left:20px;margin:8px 0}
details{border:1px solid var(--line);border-radius:10px;padding:8px 14px;margin:8px 0}
summary{cursor:pointer}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:14px;margin:16px 0}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 12px;min-width:0}
figure.wide{grid-column:1/-1}
figcaption{font-size:13px;font-weight:600;margin-bottom:4px;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;font:11px system-ui,sans-serif}
svg text{fill:var(--faint)}svg text.strong{fill:var(--text);font-weight:600}
svg .axis{stroke:var(--line);stroke-width:1}svg .grid{stroke:var(--line);stroke-width:1;stroke-dasharray:2 3}
svg .dot{fill:var(--accent);fill-opacity:.55}svg .outlier{fill:none;stroke:var(--warn);stroke-width:1.5}
svg .band{fill:var(--accent);fill-opacity:.16}svg .median{stroke:var(--accent);stroke-width:2}
svg .curve{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round}svg .curve.second{stroke:var(--other);stroke-dasharray:6 3}
svg .second.dot{fill:var(--other);fill-opacity:.75}svg .second.median{stroke:var(--other)}
svg .better{fill:var(--good)}svg .worse{fill:var(--bad)}svg .same{fill:var(--faint)}
svg .better.bar,svg .worse.bar,svg .same.bar{fill-opacity:.45}
svg .whisker{stroke:var(--text);stroke-width:1.5}
footer{margin-top:40px;border-top:1px solid var(--line);padding-top:10px;font-size:13px}
@media print{:root{--back:#fff;--card:#fff;--text:#000;--faint:#444;--line:#bbb;--accent:#1d4ed8;--other:#9a3412;--good:#166534;--bad:#991b1b;--warn:#7c4a03}main{max-width:none;padding:0}figure,tr,h2,h3,.figures div{break-inside:avoid}h2,h3{break-after:avoid}details::details-content{content-visibility:visible;block-size:auto}}
`;
