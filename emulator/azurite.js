// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Azurite's blob service with the storage accounts of an emulator, which keeps them in a file in its work folder:
//
//     npm install azurite@3.35.0
//     BLOB_ACCOUNTS=~/emulator/blob-accounts.json NODE_PATH=node_modules node azurite.js --blobPort 10000 --disableTelemetry &
//     python -m ansible_collections.classic.azure.emulator --workdir ~/emulator --blob-endpoint http://127.0.0.1:10000
//
// It takes the options of azurite-blob, and leans on how this version of it is built inside.
'use strict';

const fs = require('fs');
const accounts = require('azurite/dist/src/common/AccountDataStore').default;

accounts.prototype.getAccount = function (name) {
  let all = {};
  try {
    all = JSON.parse(fs.readFileSync(process.env.BLOB_ACCOUNTS, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (!Object.hasOwn(all, name)) return undefined;
  const { primary, secondary } = all[name];
  return { name, key1: Buffer.from(primary, 'base64'), key2: Buffer.from(secondary, 'base64') };
};

require('azurite/dist/src/blob/main.js');
