"""Prints the list of what is in the image: that of the jars (CycloneDX), and Debian's packages beside it.

image-sbom.py SBOM FOLDER, where FOLDER has a control file for each package.
"""

import json
import pathlib
import sys

sbom = json.loads(pathlib.Path(sys.argv[1]).read_text())
for control in sorted(pathlib.Path(sys.argv[2]).iterdir()):
    fields = dict(
        line.split(": ", 1) for line in control.read_text().splitlines() if line[:1].strip() and ": " in line
    )
    purl = f"pkg:deb/debian/{fields['Package']}@{fields['Version']}?arch={fields['Architecture']}"
    sbom["components"].append(
        {"type": "library", "bom-ref": purl, "name": fields["Package"], "version": fields["Version"], "purl": purl}
    )
json.dump(sbom, sys.stdout, indent=1)
