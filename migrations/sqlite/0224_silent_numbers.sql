-- Of numbers that people are told of it is stored whether they answer, and nothing of their calls comes here.
UPDATE notifications SET about = substr(about, 1, length(about) - 2) || ',"answers":false}}'
WHERE subject = 'numbers' AND about LIKE '{"numbers":{%}}';
