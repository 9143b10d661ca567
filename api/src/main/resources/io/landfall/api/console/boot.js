// Says in words that the page cannot be loaded, where its own modules cannot. A script of every browser, at an address
// without a version: while the service is updated its nodes have files of two.
(function () {
  'use strict';
  var RELOADS = 'landfall.reloads';
  var MOST_RELOADS = 10;
  var PAUSE_MS = 5000;
  var hasFailed = false;

  addEventListener('error', function (event) {
    var tag = event.target && event.target.tagName;
    if ((tag === 'SCRIPT' || tag === 'LINK') && event.target.rel !== 'icon' && !window.landfallStarted && !hasFailed) {
      hasFailed = true;
      whenParsed(say);
    }
  }, true);

  function whenParsed(run) {
    if (document.readyState === 'loading') {
      addEventListener('DOMContentLoaded', run);
    } else {
      run();
    }
  }

  function say() {
    var reloads = count();
    var goesOn = reloads < MOST_RELOADS;
    var box = document.createElement('div');
    box.className = 'problem boot';
    box.setAttribute('role', 'alert');
    add(box, 'h1', 'The console cannot be loaded');
    add(box, 'p', 'A file of it could not be had. Either the service is being updated, and some of its nodes have another version of this page, or it cannot be reached.');
    add(box, 'p', goesOn ? 'The page tries again by itself every ' + PAUSE_MS / 1000 + ' seconds.' : 'It has tried ' + reloads + ' times. Try again later, or tell whoever runs the service.');
    var button = add(box, 'button', 'Reload');
    button.type = 'button';
    button.addEventListener('click', function () {
      location.reload();
    });
    document.getElementById('main').appendChild(box);
    if (goesOn) {
      setTimeout(function () {
        keep(reloads + 1);
        location.reload();
      }, PAUSE_MS);
    }
  }

  function add(parent, tag, text) {
    var child = document.createElement(tag);
    child.textContent = text;
    return parent.appendChild(child);
  }

  function count() {
    try {
      return Number(sessionStorage.getItem(RELOADS)) || 0;
    } catch (forbidden) {
      return MOST_RELOADS; // it would go on for ever
    }
  }

  function keep(reloads) {
    sessionStorage.setItem(RELOADS, String(reloads));
  }

  /** Called by the page once it runs. */
  window.landfallStart = function () {
    window.landfallStarted = true;
    try {
      sessionStorage.removeItem(RELOADS);
    } catch (forbidden) {
      // then none is kept
    }
  };
})();
