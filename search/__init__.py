"""Search: from a story to the index, and from a query to an answer.

index, engine             the files of an index; queries on them. They know nothing of the archive
query                     the query language
facets, story_document    what is indexed of a story
generations               whole indexes on the disk: which one answers
indexing                  from a changed story to the index; rebuild and check
answer, find              a query's answer from the index, and with the stories from the database
views, forms              the search page
haystack                  the same index for Haystack, if anybody wants it
"""
