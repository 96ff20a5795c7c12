// What was recorded, its replies read.
const done = arguments[0];
Promise.all(window.recordedMessages.map(async (message) => ({ ...message, reply: await message.reply }))).then(done);
