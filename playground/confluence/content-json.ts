import type { Site } from '../site.ts';
import { type Attachment, type Content, spaces } from './content-store.ts';
import { personJson } from './user-json.ts';

export function contentJson(site: Site, content: Content) {
  const { id, type, title, body } = content;
  const space = spaces.find(({ key }) => key === content.space);
  return {
    id,
    type,
    status: 'current',
    title,
    space: { id: 98305, key: content.space, name: space?.name, type: 'global' },
    history: {
      latest: true,
      createdBy: personJson(site, content.creator),
      createdDate: new Date(content.createdAt).toISOString(),
    },
    version: {
      by: personJson(site, content.modifier),
      when: new Date(content.modifiedAt).toISOString(),
      message: '',
      number: content.version,
      minorEdit: false,
    },
    body: { storage: { value: body, representation: 'storage' } },
    _links: {
      webui: `/pages/viewpage.action?pageId=${id}`,
      base: site.baseUrl(),
      context: site.context,
      self: `${site.baseUrl()}/rest/api/content/${id}`,
    },
  };
}

export function attachmentJson(site: Site, content: Content, attachment: Attachment) {
  const { id, title, mediaType, data } = attachment;
  const by = personJson(site, attachment.creator);
  const when = new Date(attachment.createdAt).toISOString();
  return {
    id: `att${id}`,
    type: 'attachment',
    status: 'current',
    title,
    version: { by, when, number: 1, minorEdit: false },
    metadata: { mediaType, comment: '' },
    extensions: { mediaType, fileSize: data.length, comment: '' },
    _links: {
      webui: `/pages/viewpage.action?pageId=${content.id}&preview=/${id}`,
      download: `/download/attachments/${content.id}/${encodeURIComponent(title)}`,
      self: `${site.baseUrl()}/rest/api/content/att${id}`,
    },
  };
}
