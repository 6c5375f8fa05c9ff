"""In the place of the tool that builds an sdist: pip asks it for metadata, which opendal's makes by fetching hundreds of crates.
Only files of the sdist are wanted, and what pip asks for stands in it."""

import os
from email.parser import HeaderParser


def prepare_metadata_for_build_wheel(folder, _settings=None):
    with open('PKG-INFO', encoding='utf-8') as file:
        text = file.read()
    said = HeaderParser().parsestr(text)
    name = f'{said["Name"]}-{said["Version"]}.dist-info'
    os.mkdir(os.path.join(folder, name))
    with open(os.path.join(folder, name, 'METADATA'), 'w', encoding='utf-8') as file:
        file.write(text)
    return name
