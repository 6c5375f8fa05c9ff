"""opendal, in Rust below Python: keys from the environment."""

import opendal

operator = opendal.Operator('oss', bucket='programs', endpoint='https://oss-cn-hangzhou.aliyuncs.com', root='/with-opendal')
operator.write('folder/a b.txt', b'content')
assert bytes(operator.read('folder/a b.txt')) == b'content'
assert operator.stat('folder/a b.txt').content_length == 7
assert [one.path for one in operator.list('folder/')].count('folder/a b.txt') == 1
operator.delete('folder/a b.txt')
