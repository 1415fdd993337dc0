/** JSON as the challenge stores and answers it. */
package org.substantia.challenge.json;
