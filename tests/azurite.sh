#!/usr/bin/env bash
# azurite.sh install FOLDER: installs Azurite, an emulator of the blob service, from the npm registry into FOLDER.
#     Without Node it prints a message and exits with 0. The version is pinned: newer ones need a newer Node, and
#     emulator/azurite.js uses its internals.
# azurite.sh start|stop FOLDER: starts or stops Azurite in the background, for the emulator whose working directory is
#     FOLDER. start prints its address.
set -euo pipefail
installed=$(cd "$(dirname "$0")/.." && pwd)/.cache/azurite
folder=$2

install() {
    for tool in node npm; do
        if ! command -v "$tool" >/dev/null; then
            echo "$tool was not found: Azurite is not installed, and tests that need a blob service are skipped" >&2
            return
        fi
    done
    echo "== azurite: Node $(node --version)"
    rm -rf "$folder"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts --loglevel error azurite@3.35.0 || {
        echo "npm cannot install Azurite. To run the tests without a blob service, remove Node from PATH" >&2
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
        : >"$folder/azurite.log" # before Azurite starts: the log of an earlier run has the same line
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
