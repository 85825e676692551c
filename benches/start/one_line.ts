// What Node takes to run an ES module that prints, which every script pays for.

console.log('done');
