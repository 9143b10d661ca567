// The part of the form that says how the output is: CRS, pixels, values and file.

import {field, h} from '../dom.js';
import {RESAMPLINGS} from '../look/look.js';
import {COMPRESSIONS, FORMATS, MASKS, SAMPLE_TYPES, TILE_FORMATS, hasOverviews, isMapTiles, utmOf} from './request.js';

const NAMES = {GEOTIFF: 'GeoTIFF', ZARR: 'Zarr (in a zip file)', PMTILES: 'Map tiles (PMTiles)', MBTILES: 'Map tiles (MBTiles)'};

/** Fields of the output. */
export class OutputFields {
  /** @param {() => void} onChange */
  constructor(onChange) {
    const changed = () => {
      this.#show();
      onChange();
    };
    const select = (first, values, names = {}) => h('select', {onchange: changed}, first !== null && h('option', {value: ''}, first), values.map((value) => h('option', {value}, names[value] ?? value)));
    const text = (props) => h('input', {type: 'text', autocomplete: 'off', spellcheck: 'false', oninput: changed, ...props});
    this.utm = h('option', {value: 'utm'}, 'UTM zone of the area');
    this.projection = h('select', {onchange: changed}, h('option', {value: 'native'}, 'As the first scene'), this.utm, h('option', {value: 'mercator'}, 'Web Mercator (EPSG:3857)'), h('option', {value: 'epsg'}, 'Another, by EPSG code'));
    this.epsg = text({inputmode: 'numeric'});
    this.resolution = text({inputmode: 'decimal'});
    this.resampling = select('As fits', RESAMPLINGS);
    this.stretch = text({});
    this.type = select(null, FORMATS, NAMES);
    this.compression = select('DEFLATE', COMPRESSIONS.filter((each) => each !== 'DEFLATE'));
    this.level = text({inputmode: 'numeric'});
    this.blockSize = text({inputmode: 'numeric'});
    this.predictor = select('As fits', ['1', '2', '3'], {1: 'None', 2: 'Differences', 3: 'Floating point'});
    this.overviews = select('Average', RESAMPLINGS.filter((each) => each !== 'average'));
    this.tiles = select('PNG', TILE_FORMATS.filter((each) => each !== 'PNG'));
    this.mask = select('As fits', MASKS.filter((each) => each !== 'auto'), {nodata: 'A no-data value', internal: 'An internal mask', alpha: 'One more band', none: 'Not at all'});
    this.samples = select('As the scenes', SAMPLE_TYPES);
    this.epsgField = field('EPSG code', this.epsg, {pointer: '/outputProjection', hint: 'As 32725.'});
    this.projectionField = field('Projection', this.projection);
    this.compressionField = field('Compression', this.compression, {pointer: '/format/compression'});
    this.predictorField = field('Predictor', this.predictor, {pointer: '/format/predictor'});
    this.overviewsField = field('Overviews by', this.overviews, {pointer: '/format/overviewResampling'});
    this.tilesField = field('Tiles as', this.tiles, {pointer: '/format/tileFormat'});
    this.element = h('div', {class: 'stack'},
        h('div', {class: 'fields'}, this.projectionField, this.epsgField,
            field('Resolution', this.resolution, {pointer: '/resolution', hint: 'Side of a pixel in units of the CRS. Empty: the first scene\'s.'}),
            field('Resampling', this.resampling, {pointer: '/resampling', hint: 'As fits: bilinear, nearest of classes.'})),
        field('Stretch to bytes', this.stretch, {pointer: '/stretch', hint: 'auto, or least and greatest value as 0, 3000; of several bands with semicolons. Empty: values stay as they are.'}),
        h('div', {class: 'fields'}, field('Format', this.type, {pointer: '/format/type'}), this.compressionField, this.tilesField),
        h('details', null, h('summary', null, 'More of the file'),
            h('div', {class: 'fields'},
                field('Level', this.level, {pointer: '/format/level', hint: '1 to 12, ZSTD to 22.'}),
                field('Block size', this.blockSize, {pointer: '/format/blockSize', hint: '512 if empty.'}),
                this.predictorField, this.overviewsField,
                field('No data by', this.mask, {pointer: '/format/mask'}),
                field('Type of values', this.samples, {pointer: '/samples'}))));
  }

  #show() {
    this.epsgField.hidden = this.projection.value !== 'epsg';
    this.projection.dataset.pointer = this.epsgField.hidden ? '/outputProjection' : '/';
    const isTiff = this.type.value === 'COG' || this.type.value === 'GEOTIFF';
    this.compressionField.hidden = !isTiff;
    this.predictorField.hidden = !isTiff;
    this.overviewsField.hidden = !hasOverviews(this.type.value);
    this.tilesField.hidden = !isMapTiles(this.type.value);
  }

  /** Names the UTM zone that a place is in; null: the place is not known yet. */
  showCentre(centre) {
    const zone = centre && utmOf(centre);
    this.utm.textContent = zone ? `${zone.name} (EPSG:${zone.epsg}), by the area` : centre ? 'UTM has no zone there' : 'UTM zone of the area (not known yet)';
    this.utm.disabled = !zone;
    this.zone = zone;
    this.hasNone = Boolean(centre);
  }

  /** Returns why the projection that is chosen cannot be sent, as a problem of its field; null: it can. */
  problem() {
    if (this.projection.value !== 'utm' || this.zone) {
      return null;
    }
    const detail = this.hasNone
        ? 'UTM has no zone this far north or south. Choose another projection.'
        : 'Where the output lies is not known here, so its UTM zone is not. Give an area, wait until the map shows the project, or choose the zone by its EPSG code.';
    return {title: 'UTM zone not known', detail, errors: [{pointer: '/outputProjection', detail}]};
  }

  /** Shows what a form says. */
  load(form) {
    this.projection.value = form.projection;
    this.epsg.value = form.epsg;
    this.resolution.value = form.resolution;
    this.resampling.value = form.resampling;
    this.stretch.value = form.stretch;
    this.type.value = form.format.type || 'COG';
    this.compression.value = form.format.compression === 'DEFLATE' ? '' : form.format.compression;
    this.level.value = form.format.level;
    this.blockSize.value = form.format.blockSize;
    this.predictor.value = form.format.predictor === 'auto' ? '' : form.format.predictor;
    this.overviews.value = form.format.overviewResampling === 'average' ? '' : form.format.overviewResampling;
    this.tiles.value = form.format.tileFormat === 'PNG' ? '' : form.format.tileFormat;
    this.mask.value = form.format.mask === 'auto' ? '' : form.format.mask;
    this.sampleRest = form.rest.samples ?? null;
    this.samples.value = this.sampleRest?.type ?? '';
    this.#show();
  }

  /** Returns what is chosen, as members of a form; `samples` as of a request. */
  read() {
    return {
      projection: this.projection.value,
      epsg: this.epsg.value,
      resolution: this.resolution.value,
      resampling: this.resampling.value,
      stretch: this.stretch.value,
      format: {
        type: this.type.value, compression: this.compression.value, level: this.level.value, blockSize: this.blockSize.value,
        predictor: this.predictor.value, overviewResampling: this.overviews.value, tileFormat: this.tiles.value, mask: this.mask.value,
      },
      samples: this.samples.value === '' ? undefined : this.samples.value === this.sampleRest?.type ? this.sampleRest : {type: this.samples.value},
    };
  }
}
