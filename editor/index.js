// The door for tsserver, which loads plugins by `require` and looks at folders, not at `exports`: this one is
// `telescopic/editor`.
module.exports = (modules) => require('../dist/transformer/hosts/editor/plugin.js').createPlugin(modules)
