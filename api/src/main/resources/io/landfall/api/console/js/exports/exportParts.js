// Parts of an export's page: deliveries, files, what is wrong, the journal.

import {urlOf} from '../api.js';
import {h} from '../dom.js';
import {copyButton} from './copy.js';
import {toVsi} from './snippets.js';
import {bytes, count, destination, step, when} from './words.js';

/** Says why an export or a delivery failed: at which step, and what to do. */
export function failure(error) {
  const slug = (error.type ?? '').split('/').pop();
  return h('div', {class: 'problem'},
      h('strong', null, slug === 'canceled' ? 'Canceled' : [error.step && `Failed at ${step(error.step)}: `, error.title ?? 'failed']),
      h('p', null, error.detail),
      slug && slug !== 'about:blank' && h('p', null, h('a', {href: urlOf(`/problems/${slug}`).href, target: '_blank', rel: 'noopener'}, 'What this means')));
}

const DELIVERY = {PENDING: ['Pending', ''], DELIVERING: ['Delivering', 'busy'], SUCCESS: ['Delivered', 'good'], ERROR: ['Failed', 'bad']};

/**
 * Lists where an export goes, and how that stands.
 *
 * @param {Map<string, string>} names of delivery configurations, by id
 * @param {object | null} told the error of the export, which is said elsewhere
 */
export function deliveries(all, names, told) {
  return h('ul', {class: 'list'}, all.map((each) => {
    const [label, tone] = DELIVERY[each.status] ?? [each.status, ''];
    const limits = [each.bytesPerSecond && `${bytes(each.bytesPerSecond)} a second`, each.expiresIn && `good for ${count(each.expiresIn)} s`].filter(Boolean);
    return h('li', {class: 'stack'},
        h('div', {class: 'row spread'}, h('span', null, destination(each, names), limits.length > 0 && h('span', {class: 'hint'}, ` ${limits.join(', ')}`)), h('span', {class: `badge ${tone}`}, label)),
        each.status === 'SUCCESS' && h('p', {class: 'hint'}, bytes(each.bytes), each.location && [', at ', h('code', null, each.location)]),
        each.status !== 'SUCCESS' && each.location && h('p', {class: 'warning'}, 'The file is there all the same: ', h('code', null, each.location)),
        each.error && each.error.detail !== told?.detail && failure(each.error));
  }));
}

/** Tells whether the location of a file is a link that a browser follows. */
export function isLink(href) {
  return /^https?:/.test(href);
}

/** Makes a link to a file, whose address is asked for when it is clicked: links expire. */
export function fileLink(file, hrefOf, props, label) {
  const link = h('a', {...props, href: file.href, download: file.name, dataset: {link: ''}}, label);
  link.landfallFile = file;
  link.addEventListener('click', async (event) => {
    const href = hrefOf(file);
    if (typeof href === 'string') {
      link.href = href;
      return;
    }
    event.preventDefault();
    h('a', {href: await href, download: file.name}).click();
  });
  return link;
}

/**
 * Lists the files of an export: of each its size, its SHA-256, and ways to get it.
 *
 * @param {object[]} all
 * @param {(file: object) => string | Promise<string>} hrefOf returns a location that is good now
 */
export function files(all, hrefOf) {
  return h('ul', {class: 'list'}, all.map((file) => {
    const isWeb = isLink(file.href);
    const vsi = file.type.startsWith('image/tiff') || /\.(png|jpe?g)$/.test(file.name) ? toVsi(file.href) : null;
    return h('li', {class: 'stack', dataset: {file: file.name}},
        h('div', {class: 'row spread'}, h('strong', {class: 'clip'}, file.name), h('span', {class: 'hint number', title: `${count(file.bytes)} bytes`}, bytes(file.bytes))),
        file.sha256 && h('div', {class: 'row'}, h('code', {class: 'clip hint', title: file.sha256}, `SHA-256 ${file.sha256}`), copyButton('Copy', file.sha256, `SHA-256 of ${file.name}`)),
        h('div', {class: 'buttons'},
            isWeb ? fileLink(file, hrefOf, {class: 'button small', 'aria-label': `Download ${file.name}`}, 'Download') : h('code', {class: 'clip'}, file.href),
            copyButton(isWeb ? 'Copy link' : 'Copy location', () => hrefOf(file), `Link to ${file.name}`),
            vsi && copyButton(isWeb ? 'Copy /vsicurl/' : 'Copy GDAL path', async () => toVsi(await hrefOf(file)), `GDAL path of ${file.name}`)));
  }));
}

/** Shows the journal, newest last; `lines` as `timeline` gives them. */
export function journal(lines) {
  return h('ol', {class: 'timeline'}, lines.map(({time, actor, text, tone}) => h('li', {class: tone || null},
      h('span', null, text),
      h('span', {class: 'hint'}, h('time', {datetime: time}, when(time)), actor === 'landfall' ? '' : `, by ${actor}`))));
}

/** Lists what an export is of, by its plan. */
export function plan({grid, scenes, bands, sampleType, values, fileName, tiles}) {
  const row = (name, ...value) => [h('dt', null, name), h('dd', null, value)];
  return h('div', {class: 'stack'},
      h('dl', null,
          row('File', fileName),
          row('Pixels', `${count(grid.width)} × ${count(grid.height)}, ${count(tiles)} tiles`),
          row('CRS', `EPSG:${grid.epsg}, ${+grid.resolution.toPrecision(6)} units a pixel`),
          row('Bands', `${bands.join(', ')} as ${sampleType}, ${values} values`)),
      h('details', null, h('summary', null, `${count(scenes.length)} scene${scenes.length === 1 ? '' : 's'}, the topmost first`),
          h('ol', {class: 'plain'}, scenes.slice(0, 200).map((scene) => h('li', null, scene))),
          scenes.length > 200 && h('p', {class: 'hint'}, `and ${count(scenes.length - 200)} more`)));
}
