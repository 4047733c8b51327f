#!/usr/bin/env bash
# azurite.sh install|start|stop FOLDER: Azurite, a blob service to upload to, for the tests and the scenarios.
# install: from the npm registry; says so where there is no Node. Newer versions need a newer Node, and emulator/azurite.js
# leans on this one. start, stop: in the background of this machine, for the emulator in FOLDER.
set -euo pipefail
installed=$(cd "$(dirname "$0")/.." && pwd)/.cache/azurite
folder=$2

install() {
    for tool in node npm; do
        if ! command -v "$tool" >/dev/null; then
            echo "There is no $tool, so Azurite is not installed, and what needs a blob service is skipped" >&2
            return
        fi
    done
    echo "== azurite: Node $(node --version)"
    rm -rf "$folder"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel error azurite@3.35.0 || {
        echo "npm cannot install Azurite, which is a blob service; where there is no Node, the tests do without" >&2
        exit 1
    }
    touch "$folder/ready"
}

running() {
    [[ -e $folder/azurite.pid ]] && ps -o args= -p "$(<"$folder/azurite.pid")" | grep --quiet azurite.js
}

start() {
    if ! running; then
        mkdir -p "$folder"
        : >"$folder/azurite.log" # not left to the background: the line that is waited for may stand there from before
        BLOB_ACCOUNTS=$folder/blob-accounts.json NODE_PATH=$installed/node_modules nohup \
            node "$(dirname "$0")/../emulator/azurite.js" --blobPort 0 --inMemoryPersistence --disableTelemetry \
            >>"$folder/azurite.log" 2>&1 </dev/null &
        echo $! >"$folder/azurite.pid"
    fi
    for ((tries = 0; tries < 300; tries++)); do
        if sed -nE 's/.* listens on (http[^ ]*).*/\1/p' "$folder/azurite.log" | grep .; then return; fi
        kill -0 "$(<"$folder/azurite.pid")" || break
        sleep 0.2
    done
    cat "$folder/azurite.log" >&2
    exit 1
}

stop() {
    if running; then kill "$(<"$folder/azurite.pid")"; fi
    rm -f "$folder/azurite.pid"
}

"$1"
