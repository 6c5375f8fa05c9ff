'use strict'
// Settings of buckets, a file for each.

module.exports = {
  ...require('./acl.js'),
  ...require('./cors.js'),
  ...require('./inventory.js'),
  ...require('./lifecycle.js'),
  ...require('./logging.js'),
  ...require('./payment.js'),
  ...require('./policy.js'),
  ...require('./referer.js'),
  ...require('./tags.js'),
  ...require('./website.js'),
  ...require('./worm.js'),
}
