// The form that keeps a new destination. Secrets go from their fields into one request, and nowhere else.

import {create, newKey} from '../api.js';
import {clearProblem, field, h, showProblem} from '../dom.js';
import {number} from './request.js';

const ACLS = ['private', 'bucket-owner-full-control', 'bucket-owner-read', 'authenticated-read', 'aws-exec-read', 'public-read'];
const CLASSES = ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'REDUCED_REDUNDANCY', 'GLACIER_IR'];

const WAYS = {
  keys: 'Keys of a user of yours',
  role: 'A role that the service takes on',
  grant: 'A policy of the bucket lets the service in',
};

/**
 * Makes the form.
 *
 * @param {object} options `signal`; `onMade(config)`: it is kept
 */
export function destinationForm({signal, onMade}) {
  const text = (props) => h('input', {type: 'text', autocomplete: 'off', spellcheck: 'false', ...props});
  const secret = () => h('input', {type: 'password', autocomplete: 'new-password', spellcheck: 'false'});
  const select = (values, first) => h('select', null, first !== undefined && h('option', {value: ''}, first), values.map((value) => h('option', {value}, value)));
  const controls = {
    name: text({maxlength: 200, required: true}),
    bucket: text(), prefix: text(), region: text(), endpoint: text(),
    accessKeyId: text(), secretAccessKey: secret(), sessionToken: secret(), roleArn: text(), kmsKeyId: text(),
    acl: select(ACLS, 'As the bucket decides'), storageClass: select(CLASSES, 'As the store decides'),
    path: text({value: '/'}), accessToken: secret(), refreshToken: secret(), appKey: text(),
    bytesPerSecond: text({inputmode: 'numeric'}), expiresIn: text({inputmode: 'numeric'}),
  };
  const type = h('select', null, [['S3', 'Bucket of S3 or a store like it'], ['DROPBOX', 'Dropbox'], ['HTTP', 'Download link with a rate or expiry']].map(([value, label]) => h('option', {value}, label)));
  const way = h('select', null, Object.entries(WAYS).map(([value, label]) => h('option', {value}, label)));
  const dropboxWay = h('select', null, h('option', {value: 'refresh'}, 'Refresh token and app key'), h('option', {value: 'access'}, 'Access token, good for some hours'));
  const fields = (names) => names.map(([name, label, hint]) => field(label, controls[name], {hint, pointer: `/${name}`}));
  const groups = {
    S3: ['bucket', 'prefix', 'region', 'endpoint', 'kmsKeyId', 'acl', 'storageClass'],
    keys: ['accessKeyId', 'secretAccessKey', 'sessionToken'],
    role: ['roleArn'],
    grant: [],
    DROPBOX: ['path'],
    refresh: ['refreshToken', 'appKey'],
    access: ['accessToken'],
    HTTP: ['bytesPerSecond', 'expiresIn'],
  };
  const parts = {
    S3: h('div', {class: 'stack'},
        h('div', {class: 'fields'}, fields([['bucket', 'Bucket'], ['prefix', 'Folder', 'As exports/{exportId}.'], ['region', 'Region', 'As eu-central-1.'], ['endpoint', 'Endpoint', 'Of another store than Amazon\'s: https://…']])),
        field('The service may write by', way)),
    keys: h('div', {class: 'fields'}, fields([['accessKeyId', 'Access key id'], ['secretAccessKey', 'Secret access key'], ['sessionToken', 'Session token', 'Of temporary keys only.']])),
    role: h('div', {class: 'stack'}, fields([['roleArn', 'ARN of the role', 'Once it is kept, the trust policy that the role needs is shown here.']])),
    grant: h('p', {class: 'notice'}, 'Once it is kept, the policy for your bucket and the proof object are shown here.'),
    more: h('details', null, h('summary', null, 'Encryption, ACL, storage class'), h('div', {class: 'fields'}, fields([['kmsKeyId', 'KMS key'], ['acl', 'ACL'], ['storageClass', 'Storage class']]))),
    DROPBOX: h('div', {class: 'stack'}, fields([['path', 'Folder', 'From /, as /maps/{exportId}.']]), field('The service may write by', dropboxWay)),
    refresh: h('div', {class: 'fields'}, fields([['refreshToken', 'Refresh token'], ['appKey', 'App key']])),
    access: h('div', {class: 'stack'}, fields([['accessToken', 'Access token']])),
    HTTP: h('div', {class: 'fields'}, fields([['bytesPerSecond', 'Bytes a second', 'At least 1,024. Empty: no limit.'], ['expiresIn', 'Good for, in seconds', '60 to 604,800.']])),
  };
  const chosen = () => (type.value === 'S3' ? ['S3', way.value] : type.value === 'DROPBOX' ? ['DROPBOX', dropboxWay.value] : ['HTTP']);
  const show = () => {
    const shown = chosen();
    Object.entries(parts).forEach(([name, part]) => (part.hidden = !(shown.includes(name) || (name === 'more' && type.value === 'S3'))));
  };
  [type, way, dropboxWay].forEach((each) => each.addEventListener('change', show));

  let key = newKey(); // of what is in the fields: sent again after a lost answer it keeps one destination, not two
  const submit = h('button', {type: 'submit', class: 'primary'}, 'Keep it');
  const form = h('form', {class: 'card stack', novalidate: true, 'aria-label': 'New destination', autocomplete: 'off'},
      h('h2', null, 'New destination'),
      h('div', {class: 'fields'}, field('Name', controls.name, {pointer: '/name', hint: 'For you.'}), field('Kind', type, {pointer: '/type'})),
      Object.values(parts), h('div', {class: 'buttons'}, submit));
  show();
  form.addEventListener('input', () => (key = newKey()));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (submit.disabled) {
      return;
    }
    clearProblem(form);
    const body = {name: controls.name.value.trim(), type: type.value};
    for (const name of chosen().flatMap((part) => groups[part])) {
      const control = controls[name];
      const value = control.value.trim();
      if (value !== '') {
        body[name] = control.inputMode === 'numeric' ? number(value) : value;
      }
    }
    submit.disabled = true;
    try {
      const made = await create('/v1/delivery-configs', body, {key, signal});
      Object.values(controls).forEach((control) => (control.value = control === controls.path ? '/' : ''));
      key = newKey();
      onMade(made);
    } catch (problem) {
      showProblem(form, problem);
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}
