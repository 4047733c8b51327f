#!/usr/bin/env bash
# wheel.sh: builds the wheel of the emulator, installs it in a venv that has nothing else, in particular no ansible-core,
# and uses its command as README tells.
set -euo pipefail
venv=$PWD/.cache/$PAIR/wheel
export PATH=$venv/bin:$PATH

echo '== Build the wheel, and install it'
rm -rf "build/wheel" ".cache/${PAIR:?}/wheel"
"$INTERPRETER" -m venv "$venv"
HOME=${CALLER_HOME:-$HOME} pip wheel --quiet --no-deps --wheel-dir build/wheel .
HOME=${CALLER_HOME:-$HOME} pip install --quiet --constraint requirements-dev.txt build/wheel/*.whl
if pip show --quiet ansible-core 2>/dev/null; then
    echo 'The wheel of the emulator brings ansible-core along' >&2
    exit 1
fi

echo '== Start an emulator, and use it'
cd "$venv" # where nothing of the repository is found
unset PYTHONPATH
trap 'classic-azure-emulator stop --workdir work' EXIT
classic-azure-emulator start --background --workdir work --profile instant --state state >started.json
grep --quiet '"endpoint": "https://127.0.0.1:' started.json
classic-azure-emulator status --workdir work | grep '^endpoint: '
eval "$(classic-azure-emulator env --workdir work)"
python - <<'PYTHON'
import os
import requests

url = f"{os.environ['AZURE_ENDPOINT']}/{os.environ['AZURE_SUBSCRIPTION_ID']}/locations"
headers, ca = {"x-ms-version": "2014-10-01"}, os.environ["AZURE_CA_PATH"]
response = requests.get(url, headers=headers, cert=os.environ["AZURE_CERT_PATH"], verify=ca)
assert response.status_code == 200 and "West US" in response.text, response.text
page = requests.get(f"{os.environ['AZURE_ENDPOINT']}/emulator/", verify=ca)
assert page.status_code == 200 and "<title>classic.azure emulator</title>" in page.text, page.text
PYTHON
classic-azure-emulator journal --workdir work | grep '  200  GET  /locations  ListLocations$'
classic-azure-emulator stop --workdir work
if classic-azure-emulator status --workdir work; then exit 1; fi
trap - EXIT
python -m classic_azure_emulator --help >help.txt
grep --quiet '^Usage: ' help.txt
