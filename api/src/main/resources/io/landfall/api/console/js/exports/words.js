// Numbers, times, states and events in words. Pure, but for the clock that callers give.

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Says a size: 1,234,567 is "1.2 MB". */
export function bytes(count) {
  let unit = 0;
  let value = count;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return unit === 0 && count === 1 ? '1 byte' : `${value.toLocaleString('en', {maximumFractionDigits: digits})} ${UNITS[unit]}`;
}

/** Says a number with its thousands set apart. */
export function count(value) {
  return Number(value).toLocaleString('en');
}

/** Says a number of things: `some(1, 'tile')` is "1 tile". */
export function some(value, noun) {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Says how long something takes: 75 is "1 min 15 s". */
export function seconds(value) {
  if (value < 10) {
    return `${value < 1 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
  }
  const whole = Math.round(value);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3570) { // from there on minutes round to an hour
    return whole % 60 && whole < 600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.round(whole / 60)} min`;
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 48 * 60) {
    return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`;
  }
  return `${Math.round(minutes / 1440)} days`;
}

/** Says how long ago a time was. */
export function ago(time, now = Date.now()) {
  const passed = (now - Date.parse(time)) / 1000;
  return passed < 5 ? 'just now' : `${seconds(passed)} ago`;
}

/** Says a time as people read it where they are. */
export function when(time) {
  return new Date(time).toLocaleString([], {dateStyle: 'medium', timeStyle: 'medium'});
}

const REASONS = {
  CANCELED: ['Canceled', 'bad', 'Somebody ended it.'],
  PAUSED: ['Paused', 'warn', 'Somebody halted it. Resume it, and it goes on where it stands.'],
  RETRYING: ['Retrying', 'busy', 'It begins again as soon as what the failed attempt left is removed.'],
  EXPIRED: ['Expired', 'warn', 'Its file is not kept any more: submit the export again.'],
  PARTIAL_DELIVERY: ['Partly delivered', 'warn', 'Some destinations have the file, others do not.'],
  QUEUED: ['Queued', 'busy', 'It waits: exports of others are in turn.'],
  NO_WORKERS: ['No workers', 'warn', 'No node that renders is there. It goes on once one is started.'],
  STORE: ['Store waits', 'warn', 'The store takes nothing now: it is full, or does not answer. It goes on by itself once it does.'],
  DESTINATION: ['Destination waits', 'warn', 'The destination asked to be left alone for a while, or does not answer. It goes on by itself.'],
};
const STATUSES = {
  PENDING: ['Pending', 'busy', 'It is being planned: scenes are looked up, and the grid is laid out.'],
  SUBMITTED: ['Submitted', 'busy', 'It is planned, and waits for its first tile.'],
  RENDERING: ['Rendering', 'busy', 'Tiles are being rendered.'],
  DELIVERING: ['Delivering', 'busy', 'The file is rendered, and on its way to its destinations.'],
  SUCCESS: ['Success', 'good', 'The file is there, read back at its destinations.'],
  ERROR: ['Error', 'bad', 'It ended without its file.'],
};

/** Says how an export stands: `{label, tone, text}`, where tone is a class of badges. */
export function state({status, statusReason}) {
  const [label, tone, text] = REASONS[statusReason] ?? STATUSES[status] ?? [status, '', ''];
  return {label: status === 'SUCCESS' && statusReason ? `Success, ${label.toLowerCase()}` : label, tone, text};
}

/** Tells whether nothing more happens to an export by itself. */
export function isEnded({status, statusReason}) {
  return (status === 'SUCCESS' || status === 'ERROR') && statusReason !== 'RETRYING';
}

/** Returns which actions an export takes as it stands, in the order of their buttons. */
export function actionsOf({status, statusReason}) {
  if (status === 'SUCCESS') {
    return ['deliver'];
  }
  if (status === 'ERROR') {
    return statusReason === 'RETRYING' ? [] : ['retry', 'deliver'];
  }
  return [statusReason === 'PAUSED' ? 'resume' : 'pause', 'cancel', 'deliver'];
}

/** Says where a delivery goes, with the names of delivery configurations that are known. */
export function destination(to, names = new Map()) {
  const kind = {HTTP: 'link', S3: 'bucket', DROPBOX: 'Dropbox', FILE: 'file'}[to.type] ?? to.type;
  if (to.deliveryConfigId) {
    return `${names.get(to.deliveryConfigId) ?? 'a delivery configuration that is gone'} (${kind})`;
  }
  return to.type === 'HTTP' ? 'Download link' : kind;
}

const STEPS = {plan: 'planning', upload: 'opening the upload', render: 'rendering', commit: 'putting the file together', deliver: 'delivery', cleanUp: 'cleaning up', discard: 'cleaning up'};

/** Says a step of an export, as errors name it. */
export function step(name) {
  return STEPS[name] ?? name;
}

const EVENTS = {
  requested: () => 'Asked for',
  planned: ({plan}) => `Planned: ${count(plan.grid.width)} × ${count(plan.grid.height)} pixels of EPSG:${plan.grid.epsg}, ${some(plan.layout.tilesTotal, 'tile')}, ${some(plan.scenes.length, 'scene')}`,
  uploadOpened: () => 'Opened the upload of the file',
  commitIntended: ({parts}) => `Began to put the file together from ${some(parts.length, 'part')}`,
  objectStored: ({object}) => `The file is whole in the store${object?.bytes ? `: ${bytes(object.bytes)}` : ''}`,
  deliveryOpened: ({session}, to) => `Began to deliver to ${to(session.destination)}`,
  delivered: ({receipt}, to) => `Delivered and read back: ${bytes(receipt.bytes)} to ${to(receipt.destination)}`,
  deliveryFailed: ({failure}, to) => `Could not be delivered to ${to(failure.destination)}: ${failure.detail}`,
  destinationsAdded: ({destinations}) => `Added ${some(destinations.length, 'destination')}`,
  completed: ({partial}) => (partial ? 'Ended: some destinations have the file' : 'Ended: every destination has the file'),
  failed: ({step: failed, detail}) => `Failed at ${step(failed)}: ${detail}`,
  canceled: ({step: canceled}) => `Canceled during ${step(canceled)}`,
  cleanedUp: ({left}) => (left?.length ? `Cleaned up, but for what ${some(left.length, 'destination')} had taken: ${left.map(({href}) => href).join(', ')}` : 'Cleaned up'),
  paused: () => 'Paused',
  resumed: () => 'Resumed',
  retried: ({attempt}) => `Tried again: attempt ${attempt}`,
  keptUntil: ({until}) => `Its files are kept until ${until}`,
  expired: () => 'Expired: its file goes from the store',
  reprioritized: ({priority}) => `Priority is now ${priority.toLowerCase()}`,
};

/**
 * Says the journal of an export as lines `{time, actor, text, tone}`, oldest first. Tasks that were stored one after
 * the other are one line.
 *
 * @param {object[]} events of GET /v1/exports/{id}/history
 * @param {(index: number) => string} to names a destination by its place
 */
export function timeline(events, to = (index) => `destination ${index + 1}`) {
  const lines = [];
  let run = null;
  for (const {type, time, actor, data} of events) {
    if (type === 'taskStored') {
      run ??= {tasks: 0, tiles: 0, nodes: new Set(), line: {actor, tone: ''}};
      run.tasks += 1;
      run.tiles += data.task.tileLengths?.[0]?.length ?? 0;
      run.nodes.add(data.task.node);
      const nodes = run.nodes.size > 1 ? ` on ${run.nodes.size} nodes` : '';
      Object.assign(run.line, {time, text: `Rendered ${some(run.tiles, 'tile')} in ${some(run.tasks, 'task')}${nodes}`});
      if (run.tasks === 1) {
        lines.push(run.line);
      }
    } else {
      run = null;
      lines.push({time, actor, text: textOf(type, data, to), tone: toneOf(type)});
    }
  }
  return lines;
}

function textOf(type, data, to) {
  try {
    return EVENTS[type]?.(data, to) ?? type;
  } catch {
    return type; // an event of an older or newer release, with other members: its name at least
  }
}

function toneOf(type) {
  return {completed: 'good', delivered: 'good', failed: 'bad', deliveryFailed: 'bad', canceled: 'bad', paused: 'warn'}[type] ?? '';
}

/** Returns a percentage that never goes backwards within an attempt: what was shown before stays the least. */
export function steadyProgress(before, now) {
  if (!before || before.attempt !== now.attempt) {
    return now;
  }
  const keep = (name) => Math.max(before[name] ?? 0, now[name] ?? 0);
  return {...now, percent: keep('percent'), tilesDone: keep('tilesDone'), bytesRendered: keep('bytesRendered'), bytesDelivered: keep('bytesDelivered')};
}
