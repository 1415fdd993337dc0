/** Numbers and counts as text, the same on machines of any language. */
package org.substantia.base.text;
