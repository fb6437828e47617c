-- What programs were last told of a number: that it is ready, or the code of what is broken.
ALTER TABLE phone_numbers ADD COLUMN told_standing TEXT;
