// Where exports may go: buckets, Dropbox, links with limits.

import {all, get, remove} from '../api.js';
import {askConfirm} from '../dialog.js';
import {clearProblem, h, problemBox, replace, showProblem} from '../dom.js';
import {codeBlock, copyButton} from '../exports/copy.js';
import {destinationForm} from '../exports/destinationForm.js';
import {check, healthDot, showCheck} from '../exports/destinationPicker.js';
import {bytes, seconds, when} from '../exports/words.js';

export const layout = 'page';

/** Renders the view: see js/main.js. */
export function render(container, params, {signal, announce}) {
  const list = h('ul', {class: 'list destinations'});
  const empty = h('p', {class: 'notice', hidden: true}, 'There are no destinations yet. Without any, exports are kept here and fetched by a link.');
  const content = h('div', {class: 'stack'}, empty, list);
  const made = []; // before the list has come, which may be of before them
  const gone = new Set();
  const form = destinationForm({
    signal,
    onMade: (config) => {
      const item = itemOf(config);
      made.push(config);
      list.prepend(item.element);
      empty.hidden = true;
      announce(`${config.name} is kept.`);
      item.afterMade();
    },
  });
  container.append(h('h1', null, 'Destinations'), h('p', {class: 'hint'}, 'Secrets go in and never out: they are encrypted, and nothing shows them again. Who has other keys makes another destination.'), content, form);

  const itemOf = (config) => destinationItem(config, {
    signal, announce,
    onProblem: (problem) => showProblem(content, problem),
    onDeleted: (element) => {
      clearProblem(content);
      gone.add(element.dataset.id);
      element.remove();
      empty.hidden = list.children.length > 0;
    },
  });

  (async () => {
    try {
      const configs = await all('/v1/delivery-configs', 'deliveryConfigs', {signal, most: 500});
      const shown = new Set([...made.map(({id}) => id), ...gone]);
      list.append(...configs.filter(({id}) => !shown.has(id)).map((config) => itemOf(config).element));
      empty.hidden = list.children.length > 0;
    } catch (problem) {
      showProblem(content, problem);
    }
  })();
}

function destinationItem(config, {signal, announce, onProblem, onDeleted}) {
  const {id, name, type} = config;
  const mark = healthDot();
  mark.show('unknown', 'Not checked yet.');
  const result = h('div', {class: 'stack'});
  const policies = h('div', {class: 'stack'});
  const button = (label, onclick, style = 'small') => {
    const made = h('button', {type: 'button', class: style, 'aria-label': `${label}: ${name}`}, label);
    made.addEventListener('click', async () => {
      made.disabled = true;
      try {
        await onclick();
      } finally {
        made.disabled = false;
      }
    });
    return made;
  };

  const look = async () => {
    mark.show('busy', 'Being checked…');
    replace(result);
    try {
      const found = await check(id, signal);
      showCheck(mark, found);
      replace(result, checks(found));
      announce(`${name}: ${found.status === 'OK' ? 'works' : found.status === 'PROBLEM' ? 'a delivery would fail' : 'only a delivery can tell'}.`);
    } catch (problem) {
      mark.show('unknown', 'Not checked.');
      if (problem.name !== 'AbortError') {
        replace(result, problemBox(problem));
      }
    }
  };
  const showPolicies = async () => {
    try {
      replace(policies, policySteps(await get(`/v1/delivery-configs/${encodeURIComponent(id)}/policy`, {signal})));
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(policies, problemBox(problem));
      }
    }
  };
  const forget = async () => {
    const isSure = await askConfirm({title: `Delete ${name}?`, text: 'It goes with its secrets. Exports that still need it fail to be delivered there.', action: 'Delete'});
    if (isSure) {
      try {
        await remove(`/v1/delivery-configs/${encodeURIComponent(id)}`, {signal});
        onDeleted(element);
        announce(`${name} is deleted.`);
      } catch (problem) {
        onProblem(problem);
      }
    }
  };
  const isAmazon = type === 'S3' && !config.endpoint;
  const element = h('li', {class: 'stack', dataset: {id}},
      h('div', {class: 'row spread'},
          h('div', {class: 'row grow'}, mark.dot, h('strong', null, name), h('span', {class: 'badge'}, {HTTP: 'Link', S3: 'S3', DROPBOX: 'Dropbox'}[type] ?? type)),
          h('div', {class: 'buttons'}, button('Check', look), isAmazon && button('Policies', showPolicies), button('Delete', forget, 'small danger'))),
      mark.text, summary(config), result, policies);
  return {element, afterMade: () => (isAmazon && !config.accessKeyId ? showPolicies() : look())};
}

function summary(config) {
  const rows = [
    ['To', config.bucket && `s3://${config.bucket}/${config.prefix ?? ''}`], ['Folder', config.path], ['Region', config.region], ['Endpoint', config.endpoint],
    ['Access key', config.accessKeyId], ['Role', config.roleArn], ['External id', config.externalId], ['By', config.type === 'S3' && !config.accessKeyId && !config.roleArn && 'a policy of the bucket'],
    ['App key', config.appKey], ['KMS key', config.kmsKeyId], ['ACL', config.acl], ['Storage class', config.storageClass],
    ['Rate', config.bytesPerSecond && `${bytes(config.bytesPerSecond)} a second`], ['Links are good for', config.expiresIn && seconds(config.expiresIn)], ['Made', when(config.createdAt)],
  ];
  return h('dl', null, rows.filter(([, value]) => value).map(([name, value]) => [h('dt', null, name), h('dd', null, value)]));
}

const FOUND = {OK: ['good', 'works'], PROBLEM: ['bad', 'problem'], UNCHECKED: ['', 'not checked']};

function checks({checks: all}) {
  return h('ul', {class: 'list checks'}, all.map(({name, status, detail}) => {
    const [tone, words] = FOUND[status] ?? ['', status];
    return h('li', null, h('span', {class: `badge ${tone}`}, words), ' ', h('strong', null, name), ' ', detail);
  }));
}

function policySteps(policy) {
  const names = {userPolicy: 'Policy of the user', trustPolicy: 'Trust policy of the role', rolePolicy: 'Policy of the role', bucketPolicy: 'Policy of the bucket', keyStatement: 'Statement for the policy of the KMS key'};
  const one = ([name, value]) => h('div', {class: 'row'}, h('span', null, name), h('code', null, value), copyButton('Copy', value, name));
  return [
    h('h3', null, 'What to do'),
    h('ol', {class: 'plain'}, policy.steps.map((each) => h('li', null, each))),
    [['External id', policy.externalId], ['Key of the proof object', policy.proofObject]].filter(([, value]) => value).map(one),
    Object.entries(names).filter(([name]) => policy[name]).map(([name, title]) => codeBlock(title, JSON.stringify(policy[name], null, 2))),
  ];
}
