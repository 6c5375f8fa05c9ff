import OSS = require('../index.js')

export = OSS
