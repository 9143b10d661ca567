// What a person may run elsewhere: a request as curl and as Python, a file as GDAL opens it. Pure.

/**
 * Writes a request as a command. The body is in a quoted here-document, in which a shell changes nothing.
 *
 * @param {string} url of POST /v1/exports
 * @param {object} request the body
 */
export function toCurl(url, request) {
  const lines = [
    `curl --fail-with-body -X POST ${shellQuote(url)}`,
    '-H "Authorization: Bearer $LANDFALL_TOKEN"',
    "-H 'Content-Type: application/json'",
    "--data-binary @- <<'JSON'",
  ];
  return `${lines.join(' \\\n  ')}\n${toLines(request)}\nJSON\n`;
}

/** Writes an object with a line for each member, however long: areas have many numbers. */
function toLines(object) {
  const members = Object.entries(object).map(([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${members.join(',\n')}\n}`;
}

/** Quotes a word for a POSIX shell. */
function shellQuote(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Writes a program that begins an export, waits for its end and names its files. */
export function toPython(url, request) {
  return `import json
import os
import urllib.error
import urllib.request

URL = ${toLiteral(url)}
HEADERS = {
    "Authorization": "Bearer " + os.environ["LANDFALL_TOKEN"],
    "Content-Type": "application/json",
    "Prefer": "wait=30",
}

request = ${toLiteral(request)}


def ask(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, HEADERS)) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as problem:
        raise SystemExit(problem.read().decode())


export = ask(URL, request)
while export["status"] not in ("SUCCESS", "ERROR"):
    export = ask(URL + "/" + export["id"])
if export["status"] == "ERROR":
    raise SystemExit(export["error"]["detail"])
for file in export["result"]["files"]:
    print(file["href"])
`;
}

/** Writes JSON as Python writes it. Strings of JSON are strings of Python too. */
function toLiteral(value, indent = '') {
  if (value === null) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  if (typeof value !== 'object') {
    return JSON.stringify(value);
  }
  const inner = `${indent}    `;
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each !== 'object' || each === null)) {
      return `[${value.map((each) => toLiteral(each)).join(', ')}]`;
    }
    return `[\n${value.map((each) => inner + toLiteral(each, inner)).join(',\n')},\n${indent}]`;
  }
  const members = Object.entries(value).map(([name, each]) => `${inner}${JSON.stringify(name)}: ${toLiteral(each, inner)}`);
  return members.length ? `{\n${members.join(',\n')},\n${indent}}` : '{}';
}

/**
 * Returns how GDAL opens a file by its link, or null where it has no such name. What HTTP says is after
 * `/vsicurl/`; of a bucket `/vsis3/`.
 */
export function toVsi(href) {
  if (/^https?:\/\//.test(href)) {
    return `/vsicurl/${href}`;
  }
  return href.startsWith('s3://') ? `/vsis3/${href.slice(5)}` : null;
}
