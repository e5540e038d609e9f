#!/usr/bin/env bash
# `npm run test:images`: the image and the virtual machine. Takes minutes, so `npm test` leaves it out.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
status=0
for script in image provision; do bash "$here/$script.sh" || status=1; done
exit "$status"
