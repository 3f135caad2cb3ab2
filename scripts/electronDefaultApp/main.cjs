/**
 * What a bare Electron runs when it finds no application beside itself: the
 * application whose folder is on the command line. The official download has
 * such a starter inside; a runtime taken out of a packaged product has not.
 * `-r FILE` is honoured because Playwright attaches itself that way.
 */
const fs = require('node:fs');
const path = require('node:path');
const { app } = require('electron');

const preloads = [];
let folder;
for (let index = 1; index < process.argv.length && folder === undefined; index += 1) {
  const argument = process.argv[index];
  if (argument === '-r' || argument === '--require') {
    index += 1;
    preloads.push(process.argv[index]);
  } else if (!argument.startsWith('-')) {
    folder = path.resolve(argument);
  }
}

if (folder === undefined) {
  console.error('Usage: electron [-r FILE] FOLDER [argument...]');
  process.exit(2);
}

const description = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
Object.defineProperty(process, 'defaultApp', { value: true });
for (const file of preloads) require(path.resolve(file));
app.setName(description.productName ?? description.name);
app.setVersion(description.version);
app.setAppPath(folder);
require(path.join(folder, description.main));
