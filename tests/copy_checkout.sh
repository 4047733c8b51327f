#!/usr/bin/env bash
# copy_checkout.sh FOLDER: copies the files of the checkout, committed or not, but not ignored ones, into FOLDER.
set -euo pipefail
mkdir -p "$1"
git ls-files -z --cached --others --exclude-standard |
    tar --null --files-from - --ignore-failed-read --create | tar --extract --directory "$1"
